package shop.platform.journal;

import java.sql.SQLException;
import java.util.concurrent.CompletionStage;

/**
 * Reports that a batch was sent, and that it is not known yet whether it has taken effect. Its requests stay open until
 * the outcome is final.
 */
final class OutcomeUnknownException extends RuntimeException {
    private final transient CompletionStage<?> settled;

    /** @param settled completes when no part of the batch can take effect any more */
    OutcomeUnknownException(SQLException cause, CompletionStage<?> settled) {
        super(cause);
        this.settled = settled;
    }

    CompletionStage<?> settled() {
        return settled;
    }
}
