package shop.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * Where the nodes of a devstack send their spans, and where a person or a page finds them again. On loopback:
 *
 * <ul>
 *   <li>{@code POST /v1/traces}: OTLP over HTTP, as protobuf
 *   <li>{@code GET /traces}: the 50 traces that grew last, as JSON: a list of lists of {@link Span}
 *   <li>{@code GET /traces/<trace id>}: one, as a list of {@link Span}; empty when it is not known
 * </ul>
 */
public final class TraceReceiver implements AutoCloseable {
    private static final int RECENT = 50;
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final TraceStore store = new TraceStore();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        var thread = new Thread(task, "trace-receiver");
        thread.setDaemon(true);
        return thread;
    });

    private TraceReceiver(HttpServer server) {
        this.server = server;
        server.createContext("/v1/traces", exchange -> answer(exchange, "POST", PROTOBUF, () -> receive(exchange)));
        server.createContext("/traces", exchange -> answer(exchange, "GET", JSON, () -> show(exchange)));
        server.setExecutor(threads);
        server.start();
    }

    /** Begins to listen on 127.0.0.1. */
    public static TraceReceiver listen(int port) {
        try {
            return new TraceReceiver(HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0));
        } catch (IOException e) {
            throw new UncheckedIOException("port: " + port + " (expected: free, for traces)", e);
        }
    }

    /** What nodes are to have in {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What has come so far. */
    public TraceStore store() {
        return store;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }

    private byte[] receive(HttpExchange exchange) throws IOException {
        try (var body = body(exchange)) {
            store.add(OtlpSpans.of(ExportTraceServiceRequest.parseFrom(body)));
        }
        return ExportTraceServiceResponse.getDefaultInstance().toByteArray();
    }

    private static InputStream body(HttpExchange exchange) throws IOException {
        var packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        return packed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
    }

    private byte[] show(HttpExchange exchange) throws JsonProcessingException {
        var path = exchange.getRequestURI().getPath();
        var id = path.substring(path.lastIndexOf('/') + 1);
        var found = id.equals("traces") || id.isEmpty() ? store.recent(RECENT) : store.trace(id);
        return MAPPER.writeValueAsString(found).getBytes(UTF_8);
    }

    @FunctionalInterface
    private interface Answer {
        byte[] body() throws IOException;
    }

    private static void answer(HttpExchange exchange, String method, String type, Answer answer) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals(method)) {
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            var body = answer.body();
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
