package shop.devstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Whether an agent takes writes: a leader is elected and, with ACLs, the bootstrap token is valid. */
final class ConsulProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final int port;
    private final Optional<String> token;

    ConsulProbe(int port, Optional<String> token) {
        this.port = port;
        this.token = token;
    }

    boolean succeeds() throws InterruptedException {
        try {
            var leader = get("/v1/status/leader");
            return leader.statusCode() == 200
                    && leader.body().contains(":")
                    && get("/v1/agent/self").statusCode() == 200;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(TIMEOUT);
        token.ifPresent(value -> request.header("X-Consul-Token", value));
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
