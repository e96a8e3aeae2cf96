package shop.platform.grpc.connection;

/** The purpose of streams; each kind has its own limits, so that one leaves room for the other. */
public enum StreamKind {
    /** Of the services: limits under {@code shop.grpc.streams.calls}. */
    CALL("calls"),
    /** Of the server's own health and reflection: {@code shop.grpc.streams.own}. */
    OWN("own");

    final String setting;

    StreamKind(String setting) {
        this.setting = setting;
    }
}
