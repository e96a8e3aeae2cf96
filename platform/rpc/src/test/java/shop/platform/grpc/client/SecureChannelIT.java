package shop.platform.grpc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.platform.grpc.client.Caller.PATIENCE;

import akka.actor.typed.ActorSystem;
import io.grpc.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.ConsulAgent;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.LoggedLines;
import shop.devstack.OpenSsl;
import shop.discovery.consul.CheckStatus;
import shop.discovery.consul.ConsulRegistration;
import shop.discovery.consul.HttpCheck;
import shop.discovery.consul.ServiceRegistration;
import shop.platform.grpc.CallContext;
import shop.platform.tls.PeerIdentity;

@Timeout(300)
@EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
class SecureChannelIT {
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final String QUICKLY = """
            shop.grpc.client.discovery { first-answer-timeout = 1s, look-up-interval = 100ms }
            shop.tls.reload-interval = 100ms
            """;

    @TempDir
    private Path folder;

    private DevelopmentCertificates certificates;
    private ConsulAgent consul;
    private final List<ActorSystem<Void>> systems = new ArrayList<>();
    private final List<UsersInstance> instances = new ArrayList<>();

    @BeforeEach
    void make() {
        certificates = DevelopmentCertificates.make(folder.resolve("ours"), "users", "order-service");
    }

    @AfterEach
    void stop() {
        instances.forEach(UsersInstance::close);
        systems.forEach(TestSystems::stop);
        if (consul != null) {
            consul.close();
        }
    }

    @Test
    void theServerLearnsFromTheCertificateWhichServiceCalls() {
        var instance = serve(certificates.settings("users"));

        assertThat(caller(certificates.settings("order-service"), instance).get())
                .isEqualTo(instance.name());

        assertThat(instance.contexts)
                .singleElement()
                .extracting(CallContext::peer)
                .isEqualTo(Optional.of(new PeerIdentity("shop", "order-service")));
    }

    @Test
    void aClientWithoutACertificateIsAnonymousInHttp1AndHttp2() throws Exception {
        var instance = serve(certificates.settings("users"));
        for (var version : HttpClient.Version.values()) {
            HttpResponse<String> answer = get(instance, version);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(version);
        }
        assertThat(instance.contexts).hasSize(2).allMatch(call -> call.peer().isEmpty());
    }

    @Test
    void plaintextIsRefused() {
        var instance = serve(certificates.settings("users"));

        assertThat(caller("", instance).status(SHORT)).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(instance.calls).hasValue(0);
    }

    @Test
    void aServerOfAnotherAuthorityIsRefusedAndTheLogSaysWhy() {
        var foreign = DevelopmentCertificates.make(folder.resolve("foreign"), "users");
        var instance = serve(foreign.settings("users"));
        try (var log = LoggedLines.open("shop.platform.tls")) {
            assertThat(caller(certificates.settings("order-service"), instance).status(SHORT))
                    .isEqualTo(Status.Code.UNAVAILABLE);

            assertThat(log.has(
                            "WARN TLS: refused the certificate of CN=users", "unable to find valid certification path"))
                    .isTrue();
        }
    }

    @Test
    void aServerOfAnotherNameIsRefused() {
        var instance = serve(certificates.settings("order-service"));

        assertThat(caller(certificates.settings("order-service"), instance).status(SHORT))
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(instance.calls).hasValue(0);
    }

    @Test
    void aCallerOfAnotherAuthorityIsRefusedAndTheLogSaysWhy() throws Exception {
        var foreign = DevelopmentCertificates.make(folder.resolve("foreign"), "order-service");
        // It trusts us, but we do not trust it.
        Files.copy(certificates.authority(), foreign.authority(), StandardCopyOption.REPLACE_EXISTING);
        var instance = serve(certificates.settings("users"));
        try (var log = LoggedLines.open("shop.platform.tls")) {
            assertThat(caller(foreign.settings("order-service"), instance).status(SHORT))
                    .isEqualTo(Status.Code.UNAVAILABLE);

            await().atMost(PATIENCE)
                    .until(() ->
                            log.has("WARN TLS: refused the certificate of CN=order-service", "certification path"));
        }
        assertThat(instance.calls).hasValue(0);
    }

    @Test
    void aCallerWhoseCertificateHasExpiredIsRefusedAndTheLogSaysWhy() throws Exception {
        var instance = serve(certificates.settings("users"));
        certificates.renewExpired("order-service");
        try (var log = LoggedLines.open("shop.platform.tls")) {
            // Our own clients do not even start with it.
            OpenSsl.connect(certificates, "order-service", instance.port());

            await().atMost(PATIENCE)
                    .until(() -> log.has("WARN TLS: refused the certificate of CN=order-service", "NotAfter"));
        }
    }

    @Test
    void aServerWhoseCertificateHasExpiredIsRefusedAndTheLogSaysWhy() {
        certificates.renewExpired("users");
        try (var log = LoggedLines.open("shop.platform.tls");
                var server = OpenSsl.server(certificates, "users")) {
            var caller = caller(certificates.settings("order-service"), server.port());

            await().atMost(PATIENCE).until(() -> {
                assertThat(caller.status(SHORT)).isEqualTo(Status.Code.UNAVAILABLE);
                return log.has("WARN TLS: refused the certificate of CN=users", "from users", "NotAfter");
            });
        }
    }

    @Test
    void certificatesChangeUnderLoadWithoutADroppedCall() throws Exception {
        var first = serve(certificates.settings("users"));
        var caller = caller(certificates.settings("order-service"), first);
        caller.get();
        try (var log = LoggedLines.open("shop.platform.tls")) {
            certificates.renew("users", "order-service");
            // One line of the server and one of the client.
            while (log.lines().stream()
                            .filter(line -> line.contains("new connections use"))
                            .count()
                    < 2) {
                assertThat(caller.status(SHORT)).isEqualTo(Status.Code.OK);
                assertThat(get(first, HttpClient.Version.HTTP_2).statusCode()).isEqualTo(200);
            }
        }

        // Both ends make new connections with the new certificates: the old authority vouches for both.
        int port = first.port();
        first.kill();
        instances.add(UsersInstance.start(systems.get(0), port));
        await().atMost(PATIENCE).until(() -> caller.status(SHORT) == Status.Code.OK);
    }

    @Test
    void anAuthorityIsReplacedWithoutARestart() throws Exception {
        var instance = serve(certificates.settings("users"));
        var caller = caller(certificates.settings("order-service"), instance);
        caller.get();
        int port = instance.port();

        Files.delete(certificates.authority());
        try (var log = LoggedLines.open("shop.platform.tls")) {
            certificates.renew("users", "order-service");
            await().atMost(PATIENCE)
                    .until(() -> log.lines().stream()
                                    .filter(line -> line.contains("new connections use"))
                                    .count()
                            >= 2);
        }
        instance.kill();
        instances.add(UsersInstance.start(systems.get(0), port));

        await().atMost(PATIENCE).until(() -> caller.status(SHORT) == Status.Code.OK);
    }

    @Test
    @EnabledIf(
            value = "shop.devstack.ConsulAgent#available",
            disabledReason = "no Consul binary (see devstack/bin/consul)")
    void consulFindsOutThatAnInstanceIsWellOverTls() {
        consul = ConsulAgent.start();
        var system = start(certificates.settings("users") + """
                akka.discovery { method = akka-consul, akka-consul.consul-port = %d }
                """.formatted(consul.port()));
        var instance = UsersInstance.start(system);
        instances.add(instance);
        var check =
                HttpCheck.of("https://127.0.0.1:" + instance.port() + "/health").withInterval(Duration.ofSeconds(1));
        ConsulRegistration.get(system)
                .register(ServiceRegistration.builder("users", "users-1", "127.0.0.1", instance.port(), check)
                        .namedPort("grpc", instance.port())
                        .initialStatus(CheckStatus.WARNING)
                        .build())
                .registered()
                .toCompletableFuture()
                .join();

        var caller = new Caller(start(certificates.settings("order-service") + """
                akka.discovery { method = akka-consul, akka-consul { consul-port = %d, backoff.max = 500ms } }
                """.formatted(consul.port())));

        // Nobody but Consul's own check makes it passing.
        await().atMost(PATIENCE).until(() -> caller.status(SHORT) == Status.Code.OK);
    }

    private ActorSystem<Void> start(String settings) {
        var system = TestSystems.start(settings + QUICKLY);
        systems.add(system);
        return system;
    }

    private UsersInstance serve(String settings) {
        var instance = UsersInstance.start(start(settings));
        instances.add(instance);
        return instance;
    }

    /** On a connection of its own. */
    private HttpResponse<String> get(UsersInstance instance, HttpClient.Version version) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + instance.port() + "/v1/users/1"))
                .timeout(PATIENCE)
                .build();
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(certificates.clientContext())
                .build()
                .send(request, BodyHandlers.ofString());
    }

    private Caller caller(String settings, UsersInstance instance) {
        return caller(settings, instance.port());
    }

    private Caller caller(String settings, int port) {
        var system = start(settings + ListedInstances.SETTINGS);
        ListedInstances.of(system).list(port);
        return new Caller(system);
    }
}
