package shop.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import shop.devstack.Devstack;

/**
 * What Prometheus' discovery by Consul would find, with the labels that it would give, in a file: Debian's Prometheus is built
 * without that discovery.
 */
record ScrapeTargets(String service, Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CONSUL = Pattern.compile("consul_sd_configs:(\\R {6}.*)+");
    private static final String META = "__meta_consul_service_";

    /** The same configuration, with the file in place of Consul. */
    String inPlaceOfConsul(String configuration) {
        var files = "file_sd_configs: [{files: ['%s'], refresh_interval: 1s}]".formatted(file);
        var changed = CONSUL.matcher(configuration).replaceFirst(files);
        if (changed.equals(configuration)) {
            throw new AssertionError("configuration: without consul_sd_configs\n" + configuration);
        }
        return changed;
    }

    /** Everything that Consul knows of the service now. */
    void write(Devstack stack) throws IOException {
        var known = JsonClient.ofPort(stack.consul().orElseThrow().port()).get("/v1/health/service/" + service);
        var targets = JSON.createArrayNode();
        known.body().forEach(entry -> add(targets, entry.path("Service")));
        var draft = file.resolveSibling("targets.draft");
        Files.writeString(draft, targets.toString());
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void add(ArrayNode targets, JsonNode instance) {
        var target = targets.addObject();
        target.putArray("targets")
                .add(instance.path("Address").asText() + ":"
                        + instance.path("Port").asInt());
        var labels =
                target.putObject("labels").put(META + "id", instance.path("ID").asText());
        instance.path("Meta")
                .properties()
                .forEach(meta -> labels.put(
                        META + "metadata_" + meta.getKey().replace('-', '_'),
                        meta.getValue().asText()));
    }
}
