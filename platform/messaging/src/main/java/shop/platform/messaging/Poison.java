package shop.platform.messaging;

import java.sql.SQLException;

/** Distinguishes failures that a record always causes from temporary ones. */
final class Poison {
    /** Data that the server cannot store, such as a text with a zero or a time out of range. */
    private static final String DATA_EXCEPTION = "22";
    /** More than the server's limits, such as a key too long for an index. */
    private static final String PROGRAM_LIMIT_EXCEEDED = "54";

    private Poison() {}

    /** Returns whether a transaction with this failure always fails while the record is in it. */
    static boolean is(Exception failure) {
        if (failure instanceof SQLException refused && refused.getSQLState() != null) {
            var state = refused.getSQLState();
            return state.startsWith(DATA_EXCEPTION) || state.startsWith(PROGRAM_LIMIT_EXCEEDED);
        }
        return failure instanceof PoisonException;
    }

    /** Returns the reason, without any content of the record: messages of other exceptions may quote it. */
    static String reason(Exception failure) {
        if (failure instanceof PoisonException) {
            return failure.getMessage();
        }
        return failure instanceof SQLException refused
                ? "the database refuses it: SQLSTATE " + refused.getSQLState()
                : "it cannot be read: " + failure.getClass().getSimpleName();
    }
}
