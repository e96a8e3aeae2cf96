package shop.rollout;

/** What was asked for is not possible or not safe as things are; the message says why, for a person at a terminal. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }
}
