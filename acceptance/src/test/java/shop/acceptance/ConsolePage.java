package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;

/** What the console's page asks of its server, without a browser. Safe for use by several threads. */
final class ConsolePage implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String EVENT = "data: ";

    private final URI console;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private volatile JsonNode state = MissingNode.getInstance();
    private volatile Stream<String> events = Stream.empty();

    private ConsolePage(URI console) {
        this.console = console;
    }

    /** Follows the system's state from now on. */
    static ConsolePage open(URI console) {
        var page = new ConsolePage(console);
        page.http
                .sendAsync(
                        HttpRequest.newBuilder(console.resolve("/api/events")).build(), BodyHandlers.ofLines())
                .thenAccept(page::follow);
        return page;
    }

    private void follow(HttpResponse<Stream<String>> response) {
        events = response.body();
        events.filter(line -> line.startsWith(EVENT)).forEach(line -> state = json(line.substring(EVENT.length())));
    }

    /** The page itself. */
    String html() {
        return answered(HttpRequest.newBuilder(console));
    }

    /** The last that was told; a missing node before there was any. */
    JsonNode state() {
        return state;
    }

    /** What a form or a button of the page sends; the answer is that of the service, which must not refuse it. */
    JsonNode post(String path, String json) {
        return json(answered(HttpRequest.newBuilder(console.resolve(path))
                .header("Origin", console.toString())
                .header("X-Shop-Console", "page")
                .POST(BodyPublishers.ofString(json))));
    }

    private String answered(HttpRequest.Builder request) {
        try {
            var answer = http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(console + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(console + " interrupted", e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        events.close();
    }
}
