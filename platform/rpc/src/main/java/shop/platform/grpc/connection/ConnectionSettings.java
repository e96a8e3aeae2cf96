package shop.platform.grpc.connection;

import com.typesafe.config.Config;

/**
 * The settings under {@code shop.grpc.connections}; {@code shop-grpc.conf} explains each.
 *
 * @param interval period in which frames are counted, in nanoseconds
 */
record ConnectionSettings(
        int most,
        int perSource,
        int reserve,
        int headerBlockBytes,
        int headerBlockFrames,
        int idleFrames,
        int windowUpdates,
        int clientResets,
        int serverResets,
        long interval,
        int requestsArriving,
        int requestsArrivingPerSource) {

    static ConnectionSettings of(Config root) {
        Config config = root.getConfig("shop.grpc.connections");
        return new ConnectionSettings(
                config.getInt("most"),
                config.getInt("most-per-source"),
                config.getInt("reserve"),
                Math.toIntExact(config.getBytes("http2.header-block-size")),
                config.getInt("http2.header-block-frames"),
                config.getInt("http2.idle-frames"),
                config.getInt("http2.window-updates"),
                config.getInt("http2.client-resets"),
                config.getInt("http2.server-resets"),
                config.getDuration("http2.interval").toNanos(),
                config.getInt("requests-arriving"),
                config.getInt("requests-arriving-per-source"));
    }
}
