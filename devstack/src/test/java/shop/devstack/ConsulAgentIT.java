package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf(value = "shop.devstack.ConsulAgent#available", disabledReason = "no Consul binary (see bin/consul)")
class ConsulAgentIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder key(ConsulAgent agent) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + "/v1/kv/key?raw"));
    }

    @Test
    void anAgentForgetsWhenItRestartsOnTheSamePort() throws IOException, InterruptedException {
        try (var agent = ConsulAgent.start()) {
            var port = agent.port();
            send(key(agent).PUT(BodyPublishers.ofString("value")));
            assertThat(send(key(agent)).body()).isEqualTo("value");

            agent.restart();

            assertThat(agent.port()).isEqualTo(port);
            assertThat(send(key(agent)).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void withADataDirectoryItsStateSurvivesAKill() throws IOException, InterruptedException {
        try (var agent = ConsulAgent.start(ConsulOptions.defaults().withDataDirectory(directory))) {
            send(key(agent).PUT(BodyPublishers.ofString("value")));

            agent.kill();
            assertThatThrownBy(() -> send(key(agent))).isInstanceOf(ConnectException.class);
            agent.restart();

            assertThat(send(key(agent)).body()).isEqualTo("value");
        }
    }

    @Test
    void withATokenNobodyElseIsLetIn() throws IOException, InterruptedException {
        var token = "5b1f9c5e-2c0b-4a51-8f0c-3a2d8e1f7c11";
        try (var agent = ConsulAgent.start(ConsulOptions.defaults().withToken(token))) {
            var write = key(agent).PUT(BodyPublishers.ofString("value"));

            assertThat(send(write).statusCode()).isEqualTo(403);
            assertThat(send(write.header("X-Consul-Token", token)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTakenPortIsReported() {
        try (var agent = ConsulAgent.start()) {
            assertThatThrownBy(() -> ConsulAgent.start(ConsulOptions.defaults().withPort(agent.port())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port: " + agent.port());
        }
    }

    @Test
    void aClosedAgentLeavesNoProcess() {
        var agent = ConsulAgent.start();
        var pid = agent.pid();

        agent.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
    }
}
