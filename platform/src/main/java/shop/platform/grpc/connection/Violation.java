package shop.platform.grpc.connection;

/** That a connection must end now, since it breaks its protocol or asks for more than it may. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message, null, false, false);
    }
}
