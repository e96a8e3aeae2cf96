package shop.acceptance.observability;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One rule of Prometheus, as the files have it. */
record Rule(JsonNode node) {
    /** All of {@code deploy/observability/alerts}, in the order of the files. */
    static List<Rule> all() {
        return ObservabilityFiles.in(ObservabilityFiles.ALERTS, ".yml").stream()
                .map(ObservabilityFiles::yaml)
                .flatMap(file -> stream(file.path("groups")))
                .flatMap(group -> stream(group.path("rules")))
                .map(Rule::new)
                .toList();
    }

    static List<Rule> alerts() {
        return all().stream().filter(Rule::isAlert).toList();
    }

    /** What the recording rules record. */
    static List<String> recorded() {
        return all().stream().filter(rule -> !rule.isAlert()).map(Rule::name).toList();
    }

    boolean isAlert() {
        return node.has("alert");
    }

    /** Of the alert, or of what is recorded. */
    String name() {
        return node.path(isAlert() ? "alert" : "record").asText();
    }

    String expression() {
        return node.path("expr").asText();
    }

    /** How long it must be so before the alert fires. */
    String duration() {
        return node.path("for").asText("0s");
    }

    String severity() {
        return node.path("labels").path("severity").asText();
    }

    String annotation(String name) {
        return node.path("annotations").path(name).asText();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
