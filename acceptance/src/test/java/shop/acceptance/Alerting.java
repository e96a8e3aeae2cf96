package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import shop.acceptance.observability.HurriedRules;
import shop.acceptance.observability.ObservabilityFiles;
import shop.acceptance.observability.Program;
import shop.devstack.Devstack;
import shop.devstack.Ports;
import shop.devstack.ServiceNode;

/** A real Prometheus that watches a running system by the project's own configuration and rules in a hurry, and the Alertmanager that it tells. */
final class Alerting implements AutoCloseable {
    /** What Alertmanager would tell somebody. {@code of} is the node or, for an alert of a service, the service. */
    record Alert(String name, String of, String summary) {}

    private static final String DISCOVERY = """
                consul_sd_configs:
                  - server: consul:8500
                    services: [user-service, order-service]
            """;

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final JsonClient prometheus;
    private final JsonClient alertmanager;

    /** @param folder where both keep what they write */
    Alerting(Devstack stack, Path folder) {
        this.folder = folder;
        var programs =
                Stream.of("prometheus", "alertmanager").map(Program::require).toList();
        int prometheusPort = Ports.free();
        int alertmanagerPort = Ports.free();
        prometheus = JsonClient.ofPort(prometheusPort);
        alertmanager = JsonClient.ofPort(alertmanagerPort);
        try {
            write("prometheus.yml", configuration(stack, prometheusPort, alertmanagerPort));
            write("alertmanager.yml", ObservabilityFiles.text(ObservabilityFiles.ALERTMANAGER));
            HurriedRules.write(Files.createDirectory(folder.resolve("alerts")));
            start(
                    programs.get(0).toString(),
                    "--config.file=prometheus.yml",
                    "--storage.tsdb.path=prometheus",
                    "--web.listen-address=127.0.0.1:" + prometheusPort,
                    "--rules.alert.resend-delay=1s");
            start(
                    programs.get(1).toString(),
                    "--config.file=alertmanager.yml",
                    "--storage.path=alertmanager",
                    "--cluster.listen-address=",
                    "--web.listen-address=127.0.0.1:" + alertmanagerPort);
            await().atMost(ClusterState.BOUND).until(() -> anyEnded() || bothAnswer());
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
        if (anyEnded()) {
            close();
            throw new IllegalStateException("Prometheus or Alertmanager ended at once:\n" + logs());
        }
    }

    private String logs() {
        try (var files = Files.newDirectoryStream(folder, "*.log")) {
            var logs = new StringBuilder();
            for (var file : files) {
                logs.append(Files.readString(file));
            }
            return logs.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean anyEnded() {
        return !processes.stream().allMatch(Process::isAlive);
    }

    private boolean bothAnswer() {
        try {
            return prometheus.get("/api/v1/alerts").status() == 200
                    && alertmanager.get("/api/v2/alerts").status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    private void start(String... command) throws IOException {
        var log = folder.resolve(Path.of(command[0]).getFileName() + ".log").toFile();
        processes.add(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start());
    }

    /**
     * The delivered file: its addresses are those of this machine, its intervals are short, it has a certificate where one is asked for,
     * and what Consul would tell of the nodes stands there, since Debian's Prometheus asks no Consul.
     */
    private static String configuration(Devstack stack, int prometheusPort, int alertmanagerPort) {
        var delivered = ObservabilityFiles.text(ObservabilityFiles.PROMETHEUS);
        assertThat(delivered).contains(DISCOVERY);
        var access = Access.of(stack).scrapeSettings().stream()
                .map("    %s%n"::formatted)
                .collect(Collectors.joining());
        return delivered
                .replace("scrape_interval: 15s", "scrape_interval: 2s\n  scrape_timeout: 2s")
                .replace("evaluation_interval: 15s", "evaluation_interval: 1s")
                .replace("alertmanager:9093", address(alertmanagerPort))
                .replace("localhost:9090", address(prometheusPort))
                .replace("    metrics_path: /metrics\n", "    metrics_path: /metrics\n" + access)
                .replace(
                        DISCOVERY,
                        stack.nodes().stream()
                                .map(Alerting::asConsulTells)
                                .collect(Collectors.joining("", "    static_configs:\n", "")));
    }

    private static String asConsulTells(ServiceNode node) {
        return """
                      - targets: [%1$s]
                        labels:
                          __meta_consul_service: %2$s
                          __meta_consul_service_id: %1$s
                          __meta_consul_service_address: 127.0.0.1
                          __meta_consul_service_metadata_port_management: "%3$d"
                          __meta_consul_service_metadata_version: test
                """.formatted(instance(node), node.service(), node.managementPort());
    }

    private static String address(int port) {
        return "127.0.0.1:" + port;
    }

    /** How Prometheus names a node: as Consul does. */
    static String instance(ServiceNode node) {
        return "%s-127.0.0.1-%d".formatted(node.service(), node.port());
    }

    /** The services for which the query has an answer now. */
    Set<String> servicesWith(String query) {
        var answer = prometheus.get("/api/v1/query?query=" + query);
        return stream(answer.body().path("data").path("result"))
                .map(series -> series.path("metric").path("service_name").asText())
                .collect(Collectors.toSet());
    }

    /** The alerts that fire now. */
    Set<Alert> firing() {
        return stream(alertmanager.get("/api/v2/alerts").body())
                .map(Alerting::alert)
                .collect(Collectors.toSet());
    }

    private static Alert alert(JsonNode alert) {
        var labels = alert.path("labels");
        var of = labels.has("instance") ? labels.path("instance") : labels.path("service_name");
        return new Alert(
                labels.path("alertname").asText(),
                of.asText(),
                alert.path("annotations").path("summary").asText());
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        await().until(() -> processes.stream().noneMatch(Process::isAlive));
    }
}
