package shop.platform.grpc.connection;

import com.typesafe.config.Config;

/**
 * How many streams of a kind may be open.
 *
 * @param most on the node
 */
record StreamSettings(int perConnection, int perSource, int most) {

    static StreamSettings of(Config root, StreamKind kind) {
        Config config = root.getConfig("shop.grpc.streams." + kind.setting);
        return new StreamSettings(
                config.getInt("most-per-connection"), config.getInt("most-per-source"), config.getInt("most"));
    }
}
