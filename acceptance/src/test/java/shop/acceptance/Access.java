package shop.acceptance;

import static shop.devstack.DevelopmentCertificates.PROMETHEUS;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.Devstack;
import shop.devstack.ServiceNode;

/**
 * How to call the nodes of a system, and as whom: in plaintext, or, where the system is secure, over TLS as an administrator with a
 * token, and on the management port as a node of the service. Safe for use by several threads.
 */
final class Access {
    /** To a system that asks nobody. */
    static final Access OPEN = new Access(Optional.empty(), Optional.empty());

    private static final Map<Devstack, Access> BY_STACK = new ConcurrentHashMap<>();
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Duration LONGER_THAN_ALL_TESTS = Duration.ofHours(12);

    private final Optional<DevelopmentCertificates> certificates;
    private final Optional<String> token;
    private final HttpClient api;
    private final Map<String, HttpClient> management = new ConcurrentHashMap<>();

    private Access(Optional<DevelopmentCertificates> certificates, Optional<String> token) {
        this.certificates = certificates;
        this.token = token;
        this.api = certificates
                .map(known -> JsonClient.http1(HttpClient.newBuilder().sslContext(known.clientContext())))
                .orElse(JsonClient.PLAIN);
    }

    static Access of(Devstack stack) {
        return stack.tls().isEmpty() ? OPEN : BY_STACK.computeIfAbsent(stack, Access::secure);
    }

    private static Access secure(Devstack stack) {
        var token = stack.issuer().token("acceptance", List.of("admin"), LONGER_THAN_ALL_TESTS);
        return new Access(stack.tls(), Optional.of(token));
    }

    /** A node's API. */
    JsonClient json(URI node) {
        return new JsonClient(node, api, token);
    }

    JsonClient management(ServiceNode node) {
        return new JsonClient(managementUri(node), managementClient(node.service()), Optional.empty());
    }

    URI managementUri(ServiceNode node) {
        return URI.create((certificates.isPresent() ? "https" : "http") + "://127.0.0.1:" + node.managementPort());
    }

    HttpClient managementClient(String service) {
        return certificates
                .map(known -> management.computeIfAbsent(
                        service,
                        name -> JsonClient.http1(HttpClient.newBuilder().sslContext(known.contextOf(name)))))
                .orElse(JsonClient.PLAIN);
    }

    /** What a scrape job of Prometheus needs besides the addresses of the nodes, each a setting in YAML. */
    List<String> scrapeSettings() {
        return certificates
                .map(known -> List.of(
                        "scheme: https",
                        "tls_config: {ca_file: '%s', cert_file: '%s', key_file: '%s'}"
                                .formatted(known.authority(), known.certificate(PROMETHEUS), known.key(PROMETHEUS))))
                .orElse(List.of());
    }

    /** What {@code curl} needs besides an address, lines of its file of settings; management wants a certificate of the service's own. */
    List<String> curlSettings(String service) {
        return certificates
                .map(known -> List.of(
                        "cacert = " + known.authority(),
                        "header = \"Authorization: Bearer %s\"".formatted(token.orElseThrow()),
                        "cert = " + known.certificate(service),
                        "key = " + known.key(service)))
                .orElse(List.of());
    }

    /** One connection to the API of a node on this machine; nothing is retried. */
    ManagedChannel channel(int port) {
        var builder = NettyChannelBuilder.forAddress("127.0.0.1", port).disableRetry();
        token.ifPresent(bearer -> {
            var headers = new Metadata();
            headers.put(AUTHORIZATION, "Bearer " + bearer);
            builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
        });
        return certificates
                .map(known -> builder.sslContext(trusting(known)))
                .orElseGet(builder::usePlaintext)
                .build();
    }

    private static SslContext trusting(DevelopmentCertificates certificates) {
        try {
            return GrpcSslContexts.forClient()
                    .trustManager(certificates.authority().toFile())
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }
}
