package shop.platform.cluster;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.PGConnection;

/** One node's way to a real PostgreSQL, which a test can cut. */
final class Sessions implements JournalOwnership.Sessions {
    private final String url;
    private final Set<Integer> backends = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean reachable = true;

    Sessions(String url) {
        this.url = url;
    }

    @Override
    public Connection open() throws SQLException {
        if (!reachable) {
            refused.incrementAndGet();
            throw new SQLException("unreachable");
        }
        var connection = DriverManager.getConnection(url);
        backends.add(connection.unwrap(PGConnection.class).getBackendPID());
        return connection;
    }

    /** Ends all sessions so far, on the server. */
    void terminate() throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var terminate = connection.prepareStatement("select pg_terminate_backend(?, 10000)")) {
            for (var backend : Set.copyOf(backends)) {
                terminate.setInt(1, backend);
                terminate.execute();
                backends.remove(backend);
            }
        }
    }

    void reachable(boolean reachable) {
        this.reachable = reachable;
    }

    int refused() {
        return refused.get();
    }

    int opened() {
        return backends.size();
    }
}
