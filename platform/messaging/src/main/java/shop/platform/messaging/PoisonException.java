package shop.platform.messaging;

/** A record that can never be handled, whoever tries and however often. */
public final class PoisonException extends RuntimeException {
    /** @param reason is logged and travels with the dead letter, so that it quotes nothing of the message but ids */
    public PoisonException(String reason) {
        super(reason);
    }
}
