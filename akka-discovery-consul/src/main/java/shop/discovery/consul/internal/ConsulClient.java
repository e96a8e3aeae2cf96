package shop.discovery.consul.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import akka.actor.ActorSystem;
import akka.dispatch.Dispatchers;
import akka.event.Logging;
import akka.event.LoggingAdapter;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.http.javadsl.HttpsConnectionContext;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.Query;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.Uri;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.settings.ClientConnectionSettings;
import akka.http.javadsl.settings.ConnectionPoolSettings;
import akka.japi.Pair;
import akka.stream.StreamTcpException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.discovery.consul.ConsulException;

/**
 * Requests to one Consul agent. Safe for use by several threads. Every stage fails with {@link ConsulException}: a
 * status other than 2xx, no answer in time, or an answer that is not JSON.
 */
public final class ConsulClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MAX_ANSWER_BYTES = 32L << 20;
    private static final int MAX_REASON_CHARACTERS = 200;
    private static final int MAX_CONNECTIONS = 8;
    private static final int MAX_OPEN_REQUESTS = 64;
    private static final Set<StatusCode> HEALTH =
            Set.of(StatusCodes.OK, StatusCodes.TOO_MANY_REQUESTS, StatusCodes.SERVICE_UNAVAILABLE);
    /** Consul adds up to a sixteenth to a blocking query's wait, so that clients do not return in step. */
    private static final int WAIT_SPREAD = 16;

    /**
     * @param index Consul's index of the answer, for the next blocking query; 0 if there is none
     * @param body missing where Consul sends none
     */
    public record Answer(long index, JsonNode body) {}

    private final ActorSystem system;
    private final ConsulSettings settings;
    private final Http http;
    private final HttpsConnectionContext tls;
    private final Uri root;
    private final LoggingAdapter log;
    private final ConnectionPoolSettings shortPool;
    private final ConnectionPoolSettings blockingPool;
    private final Duration blockingTimeout;

    public ConsulClient(ActorSystem system, ConsulSettings settings) {
        this.system = system;
        this.settings = settings;
        http = Http.get(system);
        root = Uri.create(settings.tls().isPresent() ? "https://host" : "http://host")
                .host(settings.host())
                .port(settings.port())
                .addPathSegment("v1");
        log = Logging.getLogger(system, ConsulClient.class);
        tls = settings.tls()
                .map(files -> ConnectionContext.httpsClient(PemTls.context(files)))
                .orElseGet(http::defaultClientHttpsContext);
        blockingTimeout = settings.watchWait()
                .plus(settings.watchWait().dividedBy(WAIT_SPREAD))
                .plus(settings.requestTimeout());
        shortPool = pool(MAX_CONNECTIONS, MAX_OPEN_REQUESTS, settings.requestTimeout());
        // A pool of their own: queries that wait must not keep look-ups and registrations waiting.
        blockingPool = pool(settings.maxWatches(), powerOfTwo(settings.maxWatches()), blockingTimeout);
    }

    private ConnectionPoolSettings pool(int connections, int openRequests, Duration idleTimeout) {
        var connection = ClientConnectionSettings.create(system)
                .withConnectingTimeout(scala(settings.requestTimeout()))
                .withIdleTimeout(scala(idleTimeout));
        return ConnectionPoolSettings.create(system)
                .withConnectionSettings(connection)
                .withMaxConnections(connections)
                .withMaxOpenRequests(openRequests)
                // Whoever asks here has a backoff of its own; the pool's would add up to two minutes to it.
                .withMaxRetries(0)
                .withBaseConnectionBackoff(scala(Duration.ZERO))
                .withMaxConnectionBackoff(scala(Duration.ZERO));
    }

    private static int powerOfTwo(int atLeast) {
        return Math.max(2, Integer.highestOneBit(2 * atLeast - 1));
    }

    private static scala.concurrent.duration.FiniteDuration scala(Duration duration) {
        return scala.concurrent.duration.Duration.create(duration.toMillis(), MILLISECONDS);
    }

    public CompletionStage<Answer> get(List<String> path, Map<String, String> query) {
        return send(HttpRequest.GET(uri(path, query).toString()), shortPool, settings.requestTimeout());
    }

    /** As {@link #get} of the agent's view of a service, where 429 and 503 say warning and critical and are answers too. */
    CompletionStage<Answer> getHealth(List<String> path) {
        var request = HttpRequest.GET(uri(path, Map.of()).toString());
        return send(request, shortPool, settings.requestTimeout(), HEALTH);
    }

    /** Waits at the agent until its index passes the given one, no longer than the settings' wait. */
    public CompletionStage<Answer> getBlocking(List<String> path, Map<String, String> query, long index) {
        var uri = uri(path, query);
        var blocking = uri.query(uri.query()
                .withParam("index", Long.toString(index))
                .withParam("wait", settings.watchWait().toMillis() + "ms"));
        return send(HttpRequest.GET(blocking.toString()), blockingPool, blockingTimeout);
    }

    public CompletionStage<Answer> put(List<String> path, Map<String, String> query, Optional<JsonNode> body) {
        var request = HttpRequest.PUT(uri(path, query).toString());
        var withBody = body.map(json -> request.withEntity(ContentTypes.APPLICATION_JSON, json.toString()))
                .orElse(request);
        return send(withBody, shortPool, settings.requestTimeout());
    }

    private Uri uri(List<String> path, Map<String, String> query) {
        var uri = root;
        for (var segment : path) {
            uri = uri.addPathSegment(segment);
        }
        var parameters = query.entrySet().stream()
                .map(entry -> Pair.create(entry.getKey(), entry.getValue()))
                .toList();
        return parameters.isEmpty() ? uri : uri.query(Query.create(parameters));
    }

    private CompletionStage<Answer> send(HttpRequest request, ConnectionPoolSettings pool, Duration timeout) {
        return send(request, pool, timeout, Set.of(StatusCodes.OK));
    }

    private CompletionStage<Answer> send(
            HttpRequest request, ConnectionPoolSettings pool, Duration timeout, Set<StatusCode> answers) {
        var answer = token().thenApply(token -> token.map(value -> RawHeader.create("X-Consul-Token", value))
                        .map(request::addHeader)
                        .orElse(request))
                .thenCompose(authorized -> http.singleRequest(authorized, tls, pool, log))
                .thenCompose(response -> read(request, response, timeout, answers))
                .toCompletableFuture()
                .orTimeout(timeout.toMillis(), MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(explain(request, failure)));
        return Failures.unwrapped(answer);
    }

    private CompletionStage<Optional<String>> token() {
        if (!settings.token().isFile()) {
            return CompletableFuture.completedStage(settings.token().read());
        }
        var dispatcher = system.dispatchers().lookup(Dispatchers.DefaultBlockingDispatcherId());
        return CompletableFuture.supplyAsync(settings.token()::read, dispatcher);
    }

    private CompletionStage<Answer> read(
            HttpRequest request, HttpResponse response, Duration timeout, Set<StatusCode> answers) {
        var index = response.getHeader("X-Consul-Index")
                .map(header -> index(header.value()))
                .orElse(0L);
        return response.entity()
                .withSizeLimit(MAX_ANSWER_BYTES)
                .toStrict(timeout.toMillis(), system)
                .thenApply(entity -> {
                    var bytes = entity.getData().toArray();
                    if (!answers.contains(response.status())) {
                        throw refused(request, response.status().intValue(), new String(bytes, UTF_8));
                    }
                    return new Answer(index, json(bytes));
                });
    }

    private static long index(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
        } catch (IOException e) {
            throw new ConsulException(ConsulException.NO_ANSWER, "consul: an answer that is not JSON", e);
        }
    }

    private ConsulException refused(HttpRequest request, int status, String reason) {
        var shown = reason.strip();
        return new ConsulException(
                status,
                "consul: %d on %s (%s)"
                        .formatted(
                                status,
                                describe(request),
                                shown.substring(0, Math.min(shown.length(), MAX_REASON_CHARACTERS))),
                null);
    }

    private ConsulException explain(HttpRequest request, Throwable error) {
        var cause = Failures.cause(error);
        if (cause instanceof ConsulException known) {
            return known;
        }
        return new ConsulException(
                ConsulException.NO_ANSWER,
                "consul: no answer from %s:%d to %s (%s)"
                        .formatted(settings.host(), settings.port(), describe(request), reason(cause)),
                cause);
    }

    private static String reason(Throwable failure) {
        // Akka's own message tells of its actors; why the connection failed stands below it.
        var told = failure instanceof StreamTcpException && failure.getCause() != null ? failure.getCause() : failure;
        return told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage();
    }

    private static String describe(HttpRequest request) {
        return request.method().value() + " " + request.getUri().path();
    }
}
