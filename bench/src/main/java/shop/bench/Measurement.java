package shop.bench;

/**
 * One subject under one load in one round.
 *
 * @param load how the load came, as the report names it
 * @param round from 1; what was measured in one round stands beside each other in time
 * @param statements that PostgreSQL ran, for whomever
 */
record Measurement(Subject subject, String load, int round, Window window, ProcessorTime.Cores cores, long statements) {
    /** Processor time of the server per success, in microseconds. */
    double serverMicros() {
        return micros(cores.server());
    }

    /** Likewise of PostgreSQL. */
    double databaseMicros() {
        return micros(cores.postgres());
    }

    /** Likewise of the driver. */
    double driverMicros() {
        return micros(cores.driver());
    }

    /** Likewise of Kafka and the other service. */
    double besideMicros() {
        return micros(cores.beside());
    }

    /** Likewise of all of them. */
    double allMicros() {
        return micros(cores.ours());
    }

    /** Statements per success. */
    double statementsPerCall() {
        return (double) statements / window.successes();
    }

    private double micros(double cores) {
        return cores * 1e6 / window.perSecond();
    }
}
