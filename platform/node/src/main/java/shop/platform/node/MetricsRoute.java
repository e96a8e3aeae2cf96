package shop.platform.node;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.management.javadsl.ManagementRouteProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import shop.platform.telemetry.Telemetry;

/**
 * {@code GET /metrics} on the management port: OpenMetrics, with exemplars, for clients that name it in {@code Accept}
 * and do not prefer text, as Prometheus does; otherwise Prometheus' older text format, which has none. A client that
 * accepts neither gets the text, too.
 */
public final class MetricsRoute implements ManagementRouteProvider {
    private static final ExpositionFormatWriter OPEN_METRICS = OpenMetricsTextFormatWriter.create();
    private static final ExpositionFormatWriter PLAIN = PrometheusTextFormatWriter.create();

    private final Telemetry telemetry;

    /** Akka Management finds this constructor by its parameter. */
    public MetricsRoute(ExtendedActorSystem system) {
        telemetry = Telemetry.get(Adapter.toTyped(system));
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return Directives.path(
                "metrics", () -> Directives.concat(Directives.get(this::answer), Directives.head(this::answer)));
    }

    private Route answer() {
        return Directives.extractRequest(request -> Directives.complete(scrape(request)));
    }

    private HttpResponse scrape(HttpRequest request) {
        var format = format(accepted(request));
        var body = new ByteArrayOutputStream(64 * 1024);
        try {
            format.write(body, telemetry.snapshot());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HttpResponse.create().withEntity(HttpEntities.create(type(format), body.toByteArray()));
    }

    private static String accepted(HttpRequest request) {
        return StreamSupport.stream(request.getHeaders().spliterator(), false)
                .filter(header -> header.is("accept"))
                .map(HttpHeader::value)
                .collect(Collectors.joining(","));
    }

    static ExpositionFormatWriter format(String accept) {
        var acceptance = Acceptance.of(accept);
        var open = acceptance.of("application", "openmetrics-text");
        return acceptance.names("application", "openmetrics-text") && open >= acceptance.of("text", "plain")
                ? OPEN_METRICS
                : PLAIN;
    }

    private static ContentType type(ExpositionFormatWriter format) {
        return ContentTypes.parse(format.getContentType());
    }
}
