package shop.platform.messaging;

import java.sql.SQLException;

/** Tells failures that a record brings about itself, whoever tries and however often, from those that pass. */
final class Poison {
    /** Data that the server cannot take, such as a text with a zero or a time out of range. */
    private static final String DATA_EXCEPTION = "22";
    /** More than the server can take, such as a key too long for an index. */
    private static final String PROGRAM_LIMIT_EXCEEDED = "54";

    private Poison() {}

    /** Whether a transaction that failed so fails again, as long as the record is in it. */
    static boolean is(Exception failure) {
        if (failure instanceof SQLException refused && refused.getSQLState() != null) {
            var state = refused.getSQLState();
            return state.startsWith(DATA_EXCEPTION) || state.startsWith(PROGRAM_LIMIT_EXCEEDED);
        }
        return failure instanceof PoisonException;
    }

    /** Why, without a word of what the record holds: messages of other exceptions may quote it. */
    static String reason(Exception failure) {
        if (failure instanceof PoisonException) {
            return failure.getMessage();
        }
        return failure instanceof SQLException refused
                ? "the database refuses it: SQLSTATE " + refused.getSQLState()
                : "it cannot be read: " + failure.getClass().getSimpleName();
    }
}
