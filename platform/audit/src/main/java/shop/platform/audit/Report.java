package shop.platform.audit;

import java.util.function.Consumer;

/** The result of a verification. Not thread-safe. */
final class Report {
    private final Consumer<String> findings;
    private long entries;
    private long checkpoints;
    private long found;

    /** @param findings takes each finding, naming chain and sequence, as it is made */
    Report(Consumer<String> findings) {
        this.findings = findings;
    }

    void entry() {
        entries++;
    }

    void checkpoint() {
        checkpoints++;
    }

    void missing(int chain, long from, long to) {
        found("chain %d, sequence %s: missing".formatted(chain, from == to ? from : from + " to " + to));
    }

    void found(int chain, long sequence, String problem) {
        found("chain %d, sequence %d: %s".formatted(chain, sequence, problem));
    }

    void found(String finding) {
        found++;
        findings.accept(finding);
    }

    boolean isClean() {
        return found == 0;
    }

    @Override
    public String toString() {
        return String.join(
                ", ",
                count(entries, "entry", "entries"),
                count(checkpoints, "checkpoint", "checkpoints"),
                count(found, "finding", "findings"));
    }

    /** Such as "1 entry" or "2 entries". */
    static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
