package shop.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** What a browser sends to the console. */
final class Browser implements AutoCloseable {
    private final URI console;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile Stream<String> lines = Stream.empty();

    Browser(URI console) {
        this.console = console;
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(console.resolve(path)));
    }

    /** As the page does. */
    HttpResponse<String> post(String path, String json) {
        return send(HttpRequest.newBuilder(console.resolve(path))
                .header("Origin", console.toString())
                .header(RequestGuard.HEADER, "page")
                .POST(BodyPublishers.ofString(json)));
    }

    /** As a form on another page does. */
    HttpResponse<String> postFrom(String origin, String path) {
        return send(HttpRequest.newBuilder(console.resolve(path))
                .header("Origin", origin)
                .POST(BodyPublishers.ofString("{}")));
    }

    /** The first line of the answer to a name that is not the console's; Java's client cannot lie about it. */
    String statusAs(String host, String path) {
        try (var socket = new Socket(console.getHost(), console.getPort())) {
            var request = "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
            return new BufferedReader(answer).readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Follows the events from now on. */
    void watch() {
        var request = HttpRequest.newBuilder(console.resolve("/api/events")).build();
        http.sendAsync(request, BodyHandlers.ofLines()).thenAccept(response -> {
            lines = response.body();
            lines.filter(line -> line.startsWith("data: "))
                    .forEach(line -> events.add(line.substring("data: ".length())));
        });
    }

    /** The state of the system as the page knows it now; a missing node before there is any. */
    JsonNode state() {
        var last = events.isEmpty() ? "" : events.get(events.size() - 1);
        return new Answer(200, last).json();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The stream ends with the console. */
    @Override
    public void close() {
        lines.close();
    }
}
