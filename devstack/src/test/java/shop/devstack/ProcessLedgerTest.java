package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLedgerTest {
    @TempDir
    Path folder;

    private Path file;
    private ProcessLedger ledger;
    private Process process;

    @BeforeEach
    void startProcess() throws IOException {
        file = folder.resolve("processes");
        ledger = new ProcessLedger(file);
        process = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void endProcess() {
        process.destroyForcibly();
    }

    @Test
    void anotherLedgerOnTheSameFileFindsTheProcess() {
        ledger.add("sleeper", process.toHandle(), "TERM");

        assertThat(new ProcessLedger(file).entries()).singleElement().satisfies(entry -> {
            assertThat(entry.name()).isEqualTo("sleeper");
            assertThat(entry.stopSignal()).isEqualTo("TERM");
            assertThat(entry.process()).contains(process.toHandle());
        });
    }

    @Test
    void whatWasRemovedIsForgottenAndTheRestStaysInOrder() {
        ledger.add("sleeper", process.toHandle(), "TERM");
        ledger.add("self", ProcessHandle.current(), "INT");
        ledger.add("sleeper again", process.toHandle(), "TERM");

        ledger.remove(ProcessHandle.current().pid());

        assertThat(ledger.entries()).extracting(ProcessLedger.Entry::name).containsExactly("sleeper", "sleeper again");
    }

    @Test
    void aProcessThatHasTheSameIdButStartedAtAnotherTimeIsNotOursAndIsLeftAlone() throws IOException {
        ledger.add("sleeper", process.toHandle(), "KILL");
        var entry = ledger.entries().get(0);
        var earlier = entry.started().minusSeconds(60).toEpochMilli();
        Files.writeString(file, "sleeper\t%d\t%d\tKILL\n".formatted(entry.pid(), earlier));

        var said = new ArrayList<String>();
        Leftovers.end(ledger, said::add);

        assertThat(process.isAlive()).isTrue();
        assertThat(said).isEmpty();
        assertThat(ledger.entries()).isEmpty();
    }

    @Test
    void aLeftoverIsNamedAndEnded() {
        ledger.add("sleeper", process.toHandle(), "TERM");

        var said = new ArrayList<String>();
        Leftovers.end(ledger, said::add);

        assertThat(process.isAlive()).isFalse();
        assertThat(said).singleElement().asString().contains("sleeper", Long.toString(process.pid()));
    }

    @Test
    void aLineThatMakesNoSenseIsLeftOut() throws IOException {
        Files.writeString(file, "\nsleeper\tone\ttwo\tTERM\nhalf a li");

        assertThat(ledger.entries()).isEqualTo(List.of());
    }
}
