package shop.bench;

/**
 * One subject under one load in one round.
 *
 * @param load how the load came, as the report names it
 * @param round from 1; what was measured in one round stands beside each other in time
 */
record Measurement(Subject subject, String load, int round, Window window, ProcessorTime.Cores cores) {
    /** Processor time of the server a success, in microseconds. */
    double serverMicros() {
        return cores.server() * 1e6 / window.perSecond();
    }

    /** Likewise of PostgreSQL. */
    double databaseMicros() {
        return cores.postgres() * 1e6 / window.perSecond();
    }
}
