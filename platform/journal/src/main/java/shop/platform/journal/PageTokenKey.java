package shop.platform.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The secret in the database by which all nodes sign page tokens. It is read once, at first use. Thread-safe. */
public final class PageTokenKey implements Supplier<CompletionStage<byte[]>> {
    private final Database database;
    private volatile CompletableFuture<byte[]> read;

    public PageTokenKey(Database database) {
        this.database = database;
    }

    /** Returns the secret. The stage fails while the database is unavailable; the next call then reads it again. */
    @Override
    public CompletionStage<byte[]> get() {
        var known = read;
        if (known == null || known.isCompletedExceptionally()) {
            known = database.read(PageTokenKey::read).toCompletableFuture();
            read = known;
        }
        return known;
    }

    private static byte[] read(Connection connection) throws SQLException {
        return Sql.first(connection, "select key from page_token_key", row -> row.getBytes(1))
                .orElseThrow(
                        () -> new SQLException("page_token_key: empty (expected: the row that its migration makes)"));
    }
}
