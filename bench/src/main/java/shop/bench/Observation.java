package shop.bench;

import java.util.Map;
import shop.devstack.Ports;
import shop.devstack.PostgresServer;
import shop.devstack.TraceReceiver;

/**
 * Two nodes of user-service that differ in one thing: one has all metrics and sends one trace in a hundred, as in production, to a
 * receiver in the driver; the other has no telemetry at all.
 */
record Observation(TraceReceiver receiver, Server observed, Server unobserved) implements AutoCloseable {
    static Observation start(PostgresServer postgres, String kafka, Options options) throws InterruptedException {
        var receiver = TraceReceiver.listen(Ports.free());
        try {
            var observed = node(
                    "observed",
                    postgres,
                    kafka,
                    Map.of(
                            "OTEL_EXPORTER_OTLP_ENDPOINT",
                            receiver.endpoint().toString(),
                            "SHOP_TELEMETRY_SAMPLING",
                            "0.01"),
                    options);
            try {
                var unobserved = node("unobserved", postgres, kafka, Map.of("OTEL_SDK_DISABLED", "true"), options);
                return new Observation(receiver, observed, unobserved);
            } catch (InterruptedException | RuntimeException e) {
                observed.close();
                throw e;
            }
        } catch (InterruptedException | RuntimeException e) {
            receiver.close();
            throw e;
        }
    }

    private static Server node(
            String name, PostgresServer postgres, String kafka, Map<String, String> telemetry, Options options)
            throws InterruptedException {
        postgres.createDatabase(name);
        return Server.service(Service.USERS, name, postgres.jdbcUrl(name), kafka, telemetry, options);
    }

    @Override
    public void close() {
        observed.close();
        unobserved.close();
        receiver.close();
    }
}
