package shop.platform.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.Ports;

/** Three pods of a Deployment, and the Kubernetes API that they find each other by. */
@Timeout(900)
@EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
class PodsIT {
    private static final Duration BOUND = Duration.ofMinutes(4);
    private static final int SIZE = 3;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PODS = "/api/v1/namespaces/shop/pods";

    @TempDir
    private Path folder;

    private final int managementPort = Ports.free();
    private final int arteryPort = Ports.free();
    private final List<Process> pods = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private ApiServerDouble api;

    @BeforeEach
    void start() throws IOException {
        api = ApiServerDouble.start(folder);
        api.put("/apis/apps/v1/namespaces/shop/replicasets/user-service-abc", """
                {"metadata": {"annotations": {"deployment.kubernetes.io/revision": "12"}}}""");
        for (int i = 0; i < SIZE; i++) {
            api.put(PODS + "/" + name(i), """
                    {"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "name": "user-service-abc"}]}}""");
        }
        api.put(
                PODS + "?labelSelector=app=user-service",
                IntStream.range(0, SIZE).mapToObj(this::pod).collect(Collectors.joining(",", "{\"items\": [", "]}")));
        for (int i = 0; i < SIZE; i++) {
            pods.add(startPod(i));
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        pods.forEach(Process::destroyForcibly);
        for (var pod : pods) {
            pod.waitFor();
        }
        api.close();
    }

    @Test
    void podsFormOneClusterOfTheRolloutsVersionAndTheOldestCostsMost() {
        await().atMost(BOUND).until(() -> membersUp(0) == SIZE && membersUp(1) == SIZE && membersUp(2) == SIZE);

        await().atMost(BOUND).untilAsserted(() -> assertThat(costs()).containsExactlyInAnyOrder("1000", "999", "998"));
        assertThat(cost(oldest(0))).isEqualTo("1000");
        assertThat(api.patches())
                .allSatisfy(patch -> assertThat(patch.contentType()).isEqualTo("application/merge-patch+json"));

        // The token that everybody started with is worth nothing any more.
        api.token("second");
        var gone = oldest(0);
        pods.get(gone).destroyForcibly();
        var left = gone == 0 ? 1 : 0;

        await().atMost(BOUND).until(() -> membersUp(left) == SIZE - 1);
        await().atMost(BOUND).untilAsserted(() -> assertThat(cost(oldest(left))).isEqualTo("1000"));
        assertThat(api.refused()).isEmpty();
    }

    private Process startPod(int i) throws IOException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dconfig.resource=pod-process.conf",
                "-Dshop.kubernetes.service-account=" + api.account(),
                "-cp",
                System.getProperty("java.class.path"),
                PodProcess.class.getName());
        var pod = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name(i) + ".log").toFile());
        var environment = pod.environment();
        environment.put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
        environment.put("KUBERNETES_SERVICE_PORT", Integer.toString(api.port()));
        environment.put("SHOP_POD_NAME", name(i));
        environment.put("SHOP_HOST", address(i));
        environment.put("SHOP_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.put("SHOP_ARTERY_PORT", Integer.toString(arteryPort));
        return pod.start();
    }

    private String pod(int i) {
        return """
                {"metadata": {"name": "%s", "labels": {"app": "user-service"}},
                 "spec": {"containers": [{"name": "node", "ports": [{"name": "management", "containerPort": %d}]}]},
                 "status": {"phase": "Running", "podIP": "%s"}}""".formatted(name(i), managementPort, address(i));
    }

    private static String name(int i) {
        return "user-service-abc-" + i;
    }

    private static String address(int i) {
        return "127.0.1." + (i + 1);
    }

    private JsonNode cluster(int asked) {
        var uri = URI.create("http://" + address(asked) + ":" + managementPort + "/cluster/members");
        try {
            var request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
            return JSON.readTree(http.send(request, BodyHandlers.ofByteArray()).body());
        } catch (IOException e) {
            return MissingNode.getInstance();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long membersUp(int asked) {
        return StreamSupport.stream(cluster(asked).path("members").spliterator(), false)
                .filter(member -> member.path("status").asText().equals("Up"))
                .count();
    }

    private int oldest(int asked) {
        var address = cluster(asked).path("oldest").asText();
        return IntStream.range(0, SIZE)
                .filter(i -> address.contains("@" + address(i) + ":"))
                .findFirst()
                .orElse(-1);
    }

    /** The last cost that each pod wrote on itself. */
    private List<String> costs() {
        return IntStream.range(0, SIZE).mapToObj(this::cost).toList();
    }

    private String cost(int i) {
        return api.patches().stream()
                .filter(patch -> patch.path().equals(PODS + "/" + name(i)))
                .map(patch -> patch.body().replaceAll(".*pod-deletion-cost\":\"(\\d+)\".*", "$1"))
                .reduce("none", (earlier, later) -> later);
    }
}
