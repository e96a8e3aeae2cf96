package shop.platform.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import shop.platform.entity.CallOrigin;

/**
 * Decides which denials have their own entry: the first few per caller, method and reason in each interval. The others
 * are counted and share one entry when the interval ends, so that a flood of denials cannot fill the database. The
 * counts are bounded as well: callers beyond a maximum share one count. Thread-safe.
 */
final class DenialTally {
    private static final String OTHERS = "others";

    private final int each;
    private final int most;
    private final Map<Key, Count> counts = new HashMap<>();
    private int admitted;

    /**
     * @param each denials of one caller, method and reason with entries of their own, in an interval
     * @param most denials with entries of their own, and callers that are told apart, in an interval
     */
    DenialTally(int each, int most) {
        this.each = each;
        this.most = most;
    }

    private record Key(String user, String service, String address, String action, String outcome) {
        static Key of(AuditEntry entry) {
            var origin = entry.origin();
            var nameless = origin.user().equals(CallRecord.ANONYMOUS);
            return new Key(
                    origin.user(),
                    origin.service(),
                    nameless ? origin.sourceAddress() : "",
                    origin.action(),
                    entry.outcome());
        }

        Key ofOthers() {
            return new Key(OTHERS, "", "", action, outcome);
        }
    }

    private static final class Count {
        private final String address;
        private final String resource;
        private long admitted;
        private long more;
        private Instant first;
        private Instant last;

        private Count(AuditEntry entry) {
            address = entry.origin().sourceAddress();
            resource = entry.resource().replaceFirst("/.*", "");
        }

        private void add(long number, Instant from, Instant to) {
            first = more == 0 || from.isBefore(first) ? from : first;
            last = more == 0 || to.isAfter(last) ? to : last;
            more += number;
        }
    }

    /** Returns whether the denial gets its own entry; otherwise it is counted. */
    synchronized boolean admits(AuditEntry denial) {
        var key = Key.of(denial);
        if (counts.size() >= most && !counts.containsKey(key)) {
            key = key.ofOthers();
        }
        var count = counts.computeIfAbsent(key, absent -> new Count(denial));
        if (count.admitted < each && admitted < most) {
            count.admitted++;
            admitted++;
            return true;
        }
        count.add(1, denial.calledAt(), denial.calledAt());
        return false;
    }

    /** Ends the interval and returns the entries of the counted denials. */
    synchronized List<Counted> end() {
        var ended = new ArrayList<Counted>();
        counts.forEach((key, count) -> {
            if (count.more > 0) {
                ended.add(new Counted(key, count));
            }
        });
        counts.clear();
        admitted = 0;
        return ended;
    }

    /** Counts denials again whose entry could not be written. */
    private synchronized void again(Key key, Count count) {
        count.admitted = 0;
        var there = counts.putIfAbsent(key, count);
        if (there != null) {
            there.add(count.more, count.first, count.last);
        }
    }

    /** Denials of one caller, method and reason, within an interval. */
    final class Counted {
        private final Key key;
        private final Count count;

        private Counted(Key key, Count count) {
            this.key = key;
            this.count = count;
        }

        AuditEntry entry() {
            var origin = new CallOrigin(
                    UUID.randomUUID().toString(), key.action, key.user, key.service, "", "", "", address());
            return new AuditEntry(
                    count.first,
                    origin,
                    count.resource,
                    AuditEntry.DENIED,
                    "%s: %d more denials until %s".formatted(key.outcome, count.more, count.last));
        }

        void notWritten() {
            again(key, count);
        }

        /** Of a caller with a name, the first of his; of several callers none. */
        private String address() {
            return key.user.equals(OTHERS) ? "" : count.address;
        }
    }
}
