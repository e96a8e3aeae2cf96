package shop.platform.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import shop.platform.entity.Personal;

/** Events and states as JSON, with what is {@link Personal} withheld or not. Thread-safe. */
final class HistoryJson {
    static final String WITHHELD = "withheld";

    private final ObjectMapper whole = mapper().build();
    private final ObjectMapper shown;

    /** @param revealed whether personal data is shown */
    HistoryJson(boolean revealed) {
        shown = revealed ? whole : mapper().addModule(withholding()).build();
    }

    private static JsonMapper.Builder mapper() {
        return JsonMapper.builder()
                .addModules(new Jdk8Module(), new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT));
    }

    private static SimpleModule withholding() {
        return new SimpleModule().setSerializerModifier(new BeanSerializerModifier() {
            private static final long serialVersionUID = 1;

            @Override
            public JsonSerializer<?> modifySerializer(
                    SerializationConfig config, BeanDescription type, JsonSerializer<?> serializer) {
                return type.getBeanClass().isAnnotationPresent(Personal.class) ? new Withholding() : serializer;
            }
        });
    }

    /** What is shown of an object; of nothing, null. */
    JsonNode show(Object object) {
        return shown.valueToTree(object);
    }

    /** One line. */
    String line(Object object) {
        try {
            return shown.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event without a form in JSON", e);
        }
    }

    /** Several lines. */
    String pretty(Object object) {
        return shown.valueToTree(object).toPrettyString();
    }

    /** A line for each value that differs, such as {@code status: "ACTIVE" -> "DEACTIVATED"}. */
    List<String> differences(Optional<?> before, Optional<?> after) {
        var from = values(before);
        var to = values(after);
        var all = new TreeMap<String, JsonNode>(from);
        all.putAll(to);
        var lines = new ArrayList<String>();
        for (var path : all.keySet()) {
            if (!text(from.get(path)).equals(text(to.get(path)))) {
                lines.add(path.substring(1).replace('/', '.') + ": " + shownAt(path, before, from) + " -> "
                        + shownAt(path, after, to));
            }
        }
        return lines;
    }

    private Map<String, JsonNode> values(Optional<?> object) {
        var values = new TreeMap<String, JsonNode>();
        object.ifPresent(it -> flatten("", whole.valueToTree(it), values));
        return values;
    }

    private static void flatten(String path, JsonNode node, Map<String, JsonNode> values) {
        if (node.isObject()) {
            node.properties().forEach(field -> flatten(path + "/" + field.getKey(), field.getValue(), values));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(path + "/" + i, node.get(i), values);
            }
        } else {
            values.put(path, node);
        }
    }

    private String shownAt(String path, Optional<?> object, Map<String, JsonNode> values) {
        if (!values.containsKey(path)) {
            return "none";
        }
        var there = object.<JsonNode>map(it -> shown.valueToTree(it))
                .map(tree -> tree.at(path))
                .orElse(MissingNode.getInstance());
        return there.isMissingNode() ? WITHHELD : there.toString();
    }

    private static String text(JsonNode node) {
        return node == null ? "" : node.toString();
    }

    private static final class Withholding extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(WITHHELD);
        }
    }
}
