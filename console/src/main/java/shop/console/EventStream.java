package shop.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;

/** Server-sent events: every edition of the feed, and a sign of life in between, by which a browser's leaving is noticed. */
final class EventStream {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    private final Feed feed;

    EventStream(Feed feed) {
        this.feed = feed;
    }

    /** Until the browser leaves or this thread is interrupted. */
    void serve(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        feed.join();
        try (var out = exchange.getResponseBody()) {
            out.write("retry: 1000\n\n".getBytes(UTF_8));
            out.flush();
            var seen = 0L;
            while (!Thread.currentThread().isInterrupted()) {
                var edition = feed.after(seen, SIGN_OF_LIFE);
                var event =
                        edition.map(next -> "data: " + next.state() + "\n\n").orElse(": still here\n\n");
                out.write(event.getBytes(UTF_8));
                out.flush();
                seen = edition.map(Feed.Edition::version).orElse(seen);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            feed.leave();
        }
    }
}
