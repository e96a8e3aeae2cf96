package shop.platform.journal;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * The address of the database and how it is used: {@code shop.database} in the configuration.
 *
 * @param url JDBC URL; may carry the user name, never a password
 * @param user empty when the URL carries it
 * @param password empty when the server asks for none; never printed
 */
public record DatabaseSettings(
        String url, String user, String password, Duration connectTimeout, Pool journal, Pool reads) {

    /**
     * Limits of one pool.
     *
     * @param acquireTimeout how long a caller waits for a free connection
     * @param statementTimeout after which the server cancels a statement
     * @param idleInTransactionTimeout after which the server ends an idle transaction
     */
    public record Pool(
            int connections, Duration acquireTimeout, Duration statementTimeout, Duration idleInTransactionTimeout) {
        static Pool from(Config config) {
            return new Pool(
                    config.getInt("connections"),
                    config.getDuration("acquire-timeout"),
                    config.getDuration("statement-timeout"),
                    config.getDuration("idle-in-transaction-timeout"));
        }
    }

    /** Reads {@code shop.database} of a resolved configuration; the password file, if one is named, is read now. */
    public static DatabaseSettings from(Config root) {
        var config = root.getConfig("shop.database");
        var url = config.getString("url");
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("shop.database.url: a URL that does not start with jdbc:postgresql:"
                    + " (expected: jdbc:postgresql://host:port/database; set SHOP_DATABASE_URL)");
        }
        return new DatabaseSettings(
                url,
                config.getString("user"),
                password(config),
                config.getDuration("connect-timeout"),
                Pool.from(config.getConfig("journal")),
                Pool.from(config.getConfig("reads")));
    }

    /**
     * Reads the settings of the role that owns the tables ({@code shop.database.migration}): the nodes' own unless it
     * is set.
     */
    public static DatabaseSettings ofOwner(Config root) {
        var nodes = from(root);
        var owner = root.getConfig("shop.database.migration");
        return owner.getString("user").isEmpty()
                ? nodes
                : new DatabaseSettings(
                        nodes.url,
                        owner.getString("user"),
                        password(owner),
                        nodes.connectTimeout,
                        nodes.journal,
                        nodes.reads);
    }

    private static String password(Config config) {
        var file = config.getString("password-file");
        if (file.isEmpty()) {
            return config.getString("password");
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "password-file of shop.database: " + file + " (expected: a readable file)", e);
        }
    }

    /** Returns a connection outside the pools, without time-outs for its statements. The caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, driverProperties());
    }

    /** Properties of the PostgreSQL driver common to all connections. */
    Properties driverProperties() {
        var properties = new Properties();
        if (!user.isEmpty()) {
            properties.setProperty("user", user);
        }
        if (!password.isEmpty()) {
            properties.setProperty("password", password);
        }
        properties.setProperty("connectTimeout", String.valueOf(connectTimeout.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        // Details of an error quote the row, and persistence ids may contain e-mail addresses, which must not be
        // logged.
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }

    @Override
    public String toString() {
        return "DatabaseSettings[" + url.replaceFirst("\\?.*", "") + "]";
    }
}
