package shop.devstack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** What a launcher that was killed left running. Only processes that are provably the ledger's are touched. */
final class Leftovers {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private Leftovers() {}

    /** Ends them, the last started first, and clears the ledger. */
    static void end(ProcessLedger ledger, Consumer<String> say) {
        for (var entry : lastFirst(ledger.entries())) {
            entry.process().ifPresent(process -> {
                say.accept("ending %s (process %d), left behind by a launcher that was killed"
                        .formatted(entry.name(), entry.pid()));
                Signals.end(process, entry.stopSignal(), GRACE);
            });
            ledger.remove(entry.pid());
        }
    }

    private static List<ProcessLedger.Entry> lastFirst(List<ProcessLedger.Entry> entries) {
        var reversed = new ArrayList<>(entries);
        Collections.reverse(reversed);
        return reversed;
    }
}
