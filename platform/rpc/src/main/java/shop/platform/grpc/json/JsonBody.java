package shop.platform.grpc.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import shop.platform.call.Excerpt;
import shop.platform.grpc.RequestLimits;

/** Reads the JSON of a body into messages, token by token: no object is created for unknown content. */
final class JsonBody {

    /** Callers choose the names, and their number is unlimited: none is kept for the next request. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(RequestLimits.MAX_DEPTH)
                    .build())
            .build();

    private static final String WHOLE = "body";
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private JsonBody() {}

    /** Reads an object into a message; errors go to the violations. */
    static void mergeWhole(byte[] body, Message.Builder message, Violations violations) {
        read(body, violations, json -> {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                new MessageReader(json, violations).object(message);
            } else {
                violations.add(WHOLE, "not a JSON object");
                json.skipChildren();
            }
        });
    }

    /** Reads a value into one field of a message; errors go to the violations. */
    static void mergeField(byte[] body, FieldDescriptor field, Message.Builder message, Violations violations) {
        read(body, violations, json -> {
            if (json.nextToken() == null) {
                violations.add(WHOLE, "not one JSON value");
            } else {
                new MessageReader(json, violations).field(message, field);
            }
        });
    }

    @FunctionalInterface
    private interface Reading {
        void read(JsonParser json) throws IOException;
    }

    private static void read(byte[] body, Violations violations, Reading reading) {
        if (beginsWithMark(body)) {
            violations.add(WHOLE, "begins with a byte order mark (expected: UTF-8 without one)");
            return;
        }
        try (JsonParser json = JSON.createParser(
                new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8.newDecoder()))) {
            reading.read(json);
            if (!violations.isFull() && json.nextToken() != null) {
                violations.add(WHOLE, "not one JSON value");
            }
        } catch (CharacterCodingException e) {
            violations.add(WHOLE, "not UTF-8");
        } catch (JsonProcessingException e) {
            violations.add(WHOLE, "not JSON: " + Excerpt.of(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be read", e);
        }
    }

    private static boolean beginsWithMark(byte[] body) {
        return body.length >= BYTE_ORDER_MARK.length
                && body[0] == BYTE_ORDER_MARK[0]
                && body[1] == BYTE_ORDER_MARK[1]
                && body[2] == BYTE_ORDER_MARK[2];
    }
}
