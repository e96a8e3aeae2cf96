package shop.platform.grpc;

import akka.http.javadsl.model.headers.HttpOrigin;
import akka.http.javadsl.settings.ServerSettings;
import ch.megard.akka.http.cors.javadsl.model.HttpOriginMatcher;
import ch.megard.akka.http.cors.javadsl.settings.CorsSettings;
import com.typesafe.config.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The settings under {@code shop.grpc}; {@code shop-grpc.conf} explains each.
 *
 * @param host address to bind
 * @param port port to bind
 * @param maxMessageSize bytes of a request message
 * @param callsInFlight limits on unary calls in flight
 * @param deadlines bounds of calls
 * @param reflection whether reflection is served
 * @param http settings of this server alone, so that other servers of the same process keep theirs
 * @param cors which pages of other origins may call; empty: browsers allow none
 */
record ServerConfig(
        String host,
        int port,
        int maxMessageSize,
        CallLimit.Settings callsInFlight,
        DeadlinePolicy deadlines,
        boolean reflection,
        ServerSettings http,
        Optional<CorsSettings> cors) {

    static ServerConfig of(Config root) {
        Config grpc = root.getConfig("shop.grpc");
        Config overlaid = grpc.withFallback(root);
        return new ServerConfig(
                host(grpc.getString("host")),
                grpc.getInt("port"),
                Math.toIntExact(grpc.getBytes("max-message-size")),
                new CallLimit.Settings(
                        Math.min(grpc.getInt("min-calls-in-flight"), grpc.getInt("max-calls-in-flight")),
                        grpc.getInt("max-calls-in-flight"),
                        grpc.getDuration("overload-latency")),
                new DeadlinePolicy(grpc.getDuration("default-deadline"), grpc.getDuration("max-deadline")),
                OutsideProduction.isOn(root, "shop.grpc.reflection"),
                ServerSettings.create(overlaid),
                cors(grpc.getString("allowed-origins"), overlaid));
    }

    private static Optional<CorsSettings> cors(String origins, Config overlaid) {
        if (origins.isBlank()) {
            return Optional.empty();
        }
        HttpOriginMatcher allowed = origins.equals("*")
                ? HttpOriginMatcher.ALL
                : HttpOriginMatcher.create(Arrays.stream(origins.trim().split("\\s+"))
                        .map(HttpOrigin::parse)
                        .toArray(HttpOrigin[]::new));
        return Optional.of(CorsSettings.create(overlaid).withAllowedOrigins(allowed));
    }

    ServerConfig withAddress(String changedHost, int changedPort) {
        return new ServerConfig(
                changedHost, changedPort, maxMessageSize, callsInFlight, deadlines, reflection, http, cors);
    }

    private static String host(String configured) {
        if (!configured.isEmpty()) {
            return configured;
        }
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("shop.grpc.host: empty (expected: an address, this host has none)", e);
        }
    }
}
