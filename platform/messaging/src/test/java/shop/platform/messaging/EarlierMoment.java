package shop.platform.messaging;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

/** A database as it is now, for later: what a restore to this moment would bring. */
final class EarlierMoment {
    private EarlierMoment() {}

    /** Nothing may be connected to the database. Returns the URL of the copy. */
    static String of(String url) throws SQLException {
        var slash = url.lastIndexOf('/');
        var end = url.indexOf('?', slash) < 0 ? url.length() : url.indexOf('?', slash);
        var copy = "copy_" + UUID.randomUUID().toString().replace("-", "");
        try (var connection =
                        DriverManager.getConnection(url.substring(0, slash + 1) + "postgres" + url.substring(end));
                var statement = connection.createStatement()) {
            statement.execute("create database " + copy + " template " + url.substring(slash + 1, end));
        }
        return url.substring(0, slash + 1) + copy + url.substring(end);
    }
}
