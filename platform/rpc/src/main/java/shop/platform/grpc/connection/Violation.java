package shop.platform.grpc.connection;

/** Reports that a connection must end now, since it breaks its protocol or a limit. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final transient Rejection reason;

    Violation(Rejection reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }
}
