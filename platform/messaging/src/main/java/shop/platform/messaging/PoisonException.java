package shop.platform.messaging;

/** Reports a record that can never be handled. */
public final class PoisonException extends RuntimeException {
    /**
     * @param reason is logged and travels with the dead letter, so it must quote nothing from the message except ids
     */
    public PoisonException(String reason) {
        super(reason);
    }
}
