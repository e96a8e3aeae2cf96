package shop.platform.grpc.connection;

/** What streams are for, each with limits of its own, so that one kind leaves room for the other. */
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
