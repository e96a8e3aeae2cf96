package shop.devstack;

import static java.util.stream.Collectors.toMap;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Reads what nodes send by OTLP. */
final class OtlpSpans {
    private OtlpSpans() {}

    static List<Span> of(ExportTraceServiceRequest request) {
        return request.getResourceSpansList().stream()
                .flatMap(node -> {
                    var service =
                            attributes(node.getResource().getAttributesList()).getOrDefault("service.name", "");
                    return node.getScopeSpansList().stream()
                            .flatMap(scope -> scope.getSpansList().stream())
                            .map(span -> span(service, span));
                })
                .toList();
    }

    private static Span span(String service, io.opentelemetry.proto.trace.v1.Span span) {
        return new Span(
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                hex(span.getParentSpanId()),
                service,
                span.getName(),
                span.getKind().name().replace("SPAN_KIND_", ""),
                instant(span.getStartTimeUnixNano()),
                (span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / (double) TimeUnit.MILLISECONDS.toNanos(1),
                span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                attributes(span.getAttributesList()),
                span.getEventsList().stream()
                        .map(event -> new Span.Event(
                                event.getName(),
                                instant(event.getTimeUnixNano()),
                                attributes(event.getAttributesList())))
                        .toList(),
                span.getLinksList().stream().map(link -> hex(link.getSpanId())).toList());
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream().collect(toMap(KeyValue::getKey, pair -> text(pair.getValue()), (one, other) -> one));
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            default -> value.toString();
        };
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
