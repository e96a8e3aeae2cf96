package shop.devstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Asks a process over HTTP whether it is ready. Waits for an answer at most 5 s. Safe for use by several threads. */
final class HttpProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient client;

    /** @param tls what to ask with, where the process speaks TLS */
    HttpProbe(Optional<SSLContext> tls) {
        var clients =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
        client = tls.map(clients::sslContext).orElse(clients).build();
    }

    /** Whether somebody answers there with 200. */
    boolean isOk(URI uri) {
        try {
            var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
