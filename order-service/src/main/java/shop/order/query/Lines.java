package shop.order.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import shop.order.domain.OrderLine;

/** The lines of an order as the read model keeps them: a JSON array. */
final class Lines {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<List<OrderLine>> TYPE = new TypeReference<>() {};

    private Lines() {}

    static String write(List<OrderLine> lines) {
        try {
            return MAPPER.writeValueAsString(lines);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("lines of an order", e);
        }
    }

    static List<OrderLine> read(String json) {
        try {
            return List.copyOf(MAPPER.readValue(json, TYPE));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("lines of an order", e);
        }
    }
}
