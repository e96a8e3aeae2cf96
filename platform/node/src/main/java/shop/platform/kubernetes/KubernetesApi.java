package shop.platform.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The Kubernetes API as the node's own service account. Blocks, at most 10 s per call. Thread-safe. */
final class KubernetesApi {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ServiceAccount account;
    private final HttpClient http;

    private KubernetesApi(ServiceAccount account, HttpClient http) {
        this.account = account;
        this.http = http;
    }

    /** @throws IOException if the authorities of the API cannot be read */
    static KubernetesApi of(ServiceAccount account) throws IOException {
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .sslContext(trusting(account))
                .build();
        return new KubernetesApi(account, http);
    }

    /** Returns the path of this node's own pod. */
    String pod() throws IOException {
        return "/api/v1/namespaces/" + account.namespace() + "/pods/" + account.pod();
    }

    String replicaSet(String name) throws IOException {
        return "/apis/apps/v1/namespaces/" + account.namespace() + "/replicasets/" + name;
    }

    /** @throws IOException if the API does not answer, or not with 200 */
    JsonNode get(String path) throws IOException {
        return send(request(path).GET());
    }

    /** Changes what the patch names and nothing else (RFC 7396). */
    void patch(String path, JsonNode patch) throws IOException {
        send(request(path)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(patch.toString())));
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(account.api().resolve(path))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + account.token());
    }

    private JsonNode send(HttpRequest.Builder builder) throws IOException {
        var request = builder.build();
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            var body = MAPPER.readTree(response.body());
            if (response.statusCode() != 200) {
                throw new IOException(request.method() + " " + request.uri().getPath() + ": " + response.statusCode()
                        + " " + body.path("message").asText());
            }
            return body;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(request.method() + " " + request.uri().getPath() + ": interrupted", e);
        }
    }

    private static SSLContext trusting(ServiceAccount account) throws IOException {
        try (var file = Files.newInputStream(account.authorities())) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (var authority : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("file: " + account.authorities() + " (expected: certificates in PEM)", e);
        }
    }
}
