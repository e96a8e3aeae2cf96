package shop.platform.cluster;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** One node's way to a real PostgreSQL, which a test can cut. */
final class Sessions implements DataSource {
    private final String url;
    private final Set<Integer> backends = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean reachable = true;

    Sessions(String url) {
        this.url = url;
    }

    @Override
    public Connection getConnection() throws SQLException {
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

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
