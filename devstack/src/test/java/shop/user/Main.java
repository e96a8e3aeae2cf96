package shop.user;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * Counts in the database how often it was started, and serves that number at {@code /starts}. It takes its management
 * port too. With {@code STAND_IN_FAILS} in the environment it ends at once.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        if (System.getenv("STAND_IN_FAILS") != null) {
            System.out.println("stand-in: failing as it was told to");
            System.exit(3);
        }
        serve();
    }

    public static void serve() throws IOException, SQLException {
        System.out.println("stand-in: contact points " + System.getenv("SHOP_CONTACT_POINTS"));
        var starts = countStart();
        var server = server("SHOP_GRPC_PORT");
        server.createContext("/health", exchange -> answer(exchange, "ok"));
        server.createContext("/starts", exchange -> answer(exchange, Long.toString(starts)));
        server("SHOP_MANAGEMENT_PORT").start();
        Runtime.getRuntime().addShutdownHook(new Thread(Main::stop));
        server.start();
    }

    private static Connection connect() throws SQLException {
        try {
            return DriverManager.getConnection(
                    System.getenv("SHOP_DATABASE_URL"),
                    System.getenv("SHOP_DATABASE_MIGRATION_USER"),
                    Files.readString(Path.of(System.getenv("SHOP_DATABASE_MIGRATION_PASSWORD_FILE"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer server(String portVariable) throws IOException {
        var port = Integer.parseInt(System.getenv(portVariable));
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    }

    private static long countStart() throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(1)");
            statement.execute("create table if not exists start (at timestamptz not null default now())");
            statement.execute("insert into start default values");
            var rows = statement.executeQuery("select count(*) from start");
            rows.next();
            return rows.getLong(1);
        }
    }

    /** As a service does that finishes its work: the database has to be there still. */
    private static void stop() {
        try (var connection = connect()) {
            System.out.println("stand-in: stopping, the database is there: " + connection.isValid(5));
        } catch (SQLException e) {
            System.out.println("stand-in: stopping without a database: " + e.getMessage());
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
