package shop.rollout;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import shop.devstack.ConsulAgent;

/** Instances of a service at an agent, without the nodes behind them. */
record Registered(ConsulAgent agent, String service, Optional<String> token) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    Registered(ConsulAgent agent, String service) {
        this(agent, service, Optional.empty());
    }

    Consul consul() {
        return new Consul(URI.create("http://127.0.0.1:" + agent.port()));
    }

    void instance(String id, String version, String status) {
        put("/v1/agent/service/register", """
                {"Name": "%s", "ID": "%s", "Address": "127.0.0.1", "Port": 1, "Meta": {"version": "%s"},
                 "Check": {"CheckID": "check-%s", "TTL": "1h", "Status": "%s"}}
                """.formatted(service, id, version, id, status));
    }

    void standby(String id, String version) {
        instance(id, version, "passing");
        put("/v1/agent/service/maintenance/" + id + "?enable=true&reason=standby", "");
    }

    void deregister(String id) {
        put("/v1/agent/service/deregister/" + id, "");
    }

    Instance find(String id) {
        return consul().instances(service).stream()
                .filter(instance -> instance.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void put(String path, String body) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path))
                    .PUT(BodyPublishers.ofString(body));
            token.ifPresent(value -> request.header("X-Consul-Token", value));
            var answer = HTTP.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
