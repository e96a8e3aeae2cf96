package shop.acceptance.observability;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A dashboard for Grafana, as its file has it. */
record Dashboard(Path file, JsonNode node) {
    /** One figure or graph. */
    record Panel(JsonNode node) {
        String title() {
            return node.path("title").asText();
        }

        String description() {
            return node.path("description").asText();
        }

        String unit() {
            return node.path("fieldConfig").path("defaults").path("unit").asText();
        }

        String datasource() {
            return node.path("datasource").path("uid").asText();
        }

        /** With something in the place of Grafana's variables. */
        List<String> queries() {
            return stream(node.path("targets"))
                    .map(target -> target.path("expr").asText())
                    .map(query -> query.replace("$__rate_interval", "5m").replace("$service", ".*"))
                    .toList();
        }
    }

    /** All of {@code deploy/observability/dashboards}. */
    static List<Dashboard> all() {
        return ObservabilityFiles.in(ObservabilityFiles.DASHBOARDS, ".json").stream()
                .map(file -> new Dashboard(file, ObservabilityFiles.json(file)))
                .toList();
    }

    String uid() {
        return node.path("uid").asText();
    }

    /** All but the headings. */
    List<Panel> panels() {
        return stream(node.path("panels"))
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .map(Panel::new)
                .toList();
    }

    /** Names of the variables. */
    List<String> variables() {
        return stream(node.path("templating").path("list"))
                .map(variable -> variable.path("name").asText())
                .toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
