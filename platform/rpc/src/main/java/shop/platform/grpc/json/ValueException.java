package shop.platform.grpc.json;

/** A value does not fit its field; the message says what was expected, for the caller. */
final class ValueException extends RuntimeException {

    ValueException(String description) {
        super(description, null, false, false);
    }
}
