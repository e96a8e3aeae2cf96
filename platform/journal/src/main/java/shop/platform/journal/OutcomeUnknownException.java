package shop.platform.journal;

import java.sql.SQLException;
import java.util.concurrent.CompletionStage;

/** A batch was sent, and whether it has taken effect is not known yet. Its requests are open until that is final. */
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
