package shop.platform.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.OwnThread;

@Timeout(120)
@EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
class RolloutVersionIT {
    private static final String POD = "/api/v1/namespaces/shop/pods/pod-1";
    private static final String REPLICA_SET = "/apis/apps/v1/namespaces/shop/replicasets/user-service-abc";

    @TempDir
    private Path folder;

    private ApiServerDouble api;

    @BeforeEach
    void start() throws IOException {
        api = ApiServerDouble.start(folder);
        api.put(POD, """
                {"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "name": "user-service-abc"}]}}""");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void theRevisionOfTheDeploymentIsTheVersion() {
        api.put(REPLICA_SET, revision("17"));

        var config = RolloutVersion.in(config("on"));

        assertThat(config.getString("shop.service.version")).isEqualTo("17");
        assertThat(config.getString("akka.cluster.app-version")).isEqualTo("17");
    }

    @Test
    void anApiThatDoesNotTellYetIsAskedAgain() {
        var started = CompletableFuture.supplyAsync(() -> RolloutVersion.in(config("on")), OwnThread::run);
        await().pollDelay(java.time.Duration.ofMillis(500)).until(() -> !started.isDone());

        api.put(REPLICA_SET, revision("18"));

        assertThat(started.join().getString("shop.service.version")).isEqualTo("18");
    }

    @Test
    void elsewhereTheVersionIsTheOneThatIsSet() {
        assertThat(RolloutVersion.in(config("off")).getString("shop.service.version"))
                .isEqualTo("1.2.3");
        assertThat(api.refused()).isEmpty();
    }

    private Config config(String fromRollout) {
        return ConfigFactory.parseString(api.settings("pod-1") + """
                shop.service.version = "1.2.3"
                shop.kubernetes.version-from-rollout = %s
                """.formatted(fromRollout))
                .withFallback(ConfigFactory.load());
    }

    private static String revision(String number) {
        return """
                {"metadata": {"annotations": {"deployment.kubernetes.io/revision": "%s"}}}""".formatted(number);
    }
}
