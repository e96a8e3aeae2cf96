package shop.devstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/** JSON calls to one node, each told to a listener: as a command that does the same, and the answer. */
final class JsonCalls {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI uri;
    private final BiConsumer<String, String> listener;

    JsonCalls(URI uri, BiConsumer<String, String> listener) {
        this.uri = uri;
        this.listener = listener;
    }

    record Answer(int status, JsonNode body) {
        String field(String name) {
            return body.path(name).asText();
        }

        boolean is(String name, String value) {
            return field(name).equals(value);
        }

        /** @throws IllegalStateException unless the field has this value */
        Answer require(String name, String value) {
            if (!is(name, value)) {
                throw new IllegalStateException(name + ": " + field(name) + " (expected: " + value + ")");
            }
            return this;
        }
    }

    Answer get(String path) {
        return told("curl -s " + uri.resolve(path), request(path).GET().build());
    }

    Answer post(String path, String json) {
        var command = "curl -s %s -H 'Content-Type: application/json' -d '%s'".formatted(uri.resolve(path), json);
        return told(
                command,
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build());
    }

    /** Told to nobody; empty while nobody answers. */
    Optional<Answer> quietly(String path) {
        try {
            return Optional.of(send(request(path).GET().build()));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri.resolve(path)).timeout(TIMEOUT);
    }

    private Answer told(String command, HttpRequest request) {
        var begun = System.nanoTime();
        var answer = send(request);
        var took = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        listener.accept(command, "%d after %d ms: %s".formatted(answer.status(), took, answer.body()));
        return answer;
    }

    private static Answer send(HttpRequest request) {
        try {
            var response = HTTP.send(request, BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), MAPPER.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(request.uri() + ": interrupted", e);
        }
    }
}
