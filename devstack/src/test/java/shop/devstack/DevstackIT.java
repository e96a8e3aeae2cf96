package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class DevstackIT {
    @TempDir
    Path folder;

    @Test
    void aNodeIsKilledStartedAgainFrozenAndThawed() throws Exception {
        try (var stack = Devstack.builder()
                .project(StandInProject.in(folder))
                .nodes(2)
                .withConsul(false)
                .start()) {
            var node = stack.node("user-service", 1);
            node.kill();
            assertThat(Ports.isFree(node.port())).isTrue();
            assertThat(get(stack.node("user-service", 0), "/health")).isEqualTo("ok");

            node.restart();
            assertThat(get(node, "/starts")).isEqualTo("3");

            node.suspend();
            assertThatThrownBy(() -> get(node, "/health")).isInstanceOf(HttpTimeoutException.class);

            node.resume();
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> get(node, "/health").equals("ok"));
        }
    }

    @Test
    void closingLeavesNothingBehind() {
        var stack = Devstack.builder()
                .project(StandInProject.in(folder))
                .withConsul(false)
                .start();
        var data = stack.postgres().workspace().directory();
        assertThat(data).exists();

        stack.close();

        assertThat(stack.components()).noneMatch(Component::isAlive);
        assertThat(data).doesNotExist();
    }

    @Test
    @EnabledIf(
            value = "shop.devstack.ConsulAgent#available",
            disabledReason = "no Consul binary (see devstack/bin/consul)")
    void consulStopsAndStartsAgainOnItsPort() {
        try (var stack = Devstack.builder().project(StandInProject.in(folder)).start()) {
            var consul = stack.consul().orElseThrow();

            consul.restart();

            assertThat(consul.isReady()).isTrue();
        }
    }

    private static String get(ServiceNode node, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(node.uri().resolve(path))
                                .timeout(Duration.ofSeconds(2))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
