package shop.platform.telemetry;

import com.typesafe.config.Config;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Configures OpenTelemetry by {@code shop.telemetry}; its own environment ({@code OTEL_…}) has the last word. */
final class Sdk {
    private static final List<String> ITS_OWN = List.of("otlp.exporter.*", "otel.sdk.*", "queueSize", "processedSpans");

    private Sdk() {}

    static OpenTelemetrySdk build(Config config, MetricReader metrics) {
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> properties(config))
                .addMeterProviderCustomizer((provider, otel) -> onlyOurs(provider.registerMetricReader(metrics)))
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }

    /** What the SDK counts of itself comes under names that change from version to version. */
    private static SdkMeterProviderBuilder onlyOurs(SdkMeterProviderBuilder provider) {
        for (var name : ITS_OWN) {
            provider.registerView(
                    InstrumentSelector.builder().setName(name).build(),
                    View.builder().setAggregation(Aggregation.drop()).build());
        }
        return provider;
    }

    private static Map<String, String> properties(Config config) {
        var telemetry = config.getConfig("shop.telemetry");
        var endpoint = telemetry.getString("otlp.endpoint");
        var properties = new HashMap<String, String>();
        properties.put("otel.service.name", config.getString("shop.service.name"));
        properties.put(
                "otel.resource.attributes",
                "service.version=%s,service.namespace=shop,service.instance.id=%s"
                        .formatted(config.getString("shop.service.version"), UUID.randomUUID()));
        properties.put("otel.metrics.exporter", "none");
        properties.put("otel.logs.exporter", "none");
        properties.put("otel.propagators", "tracecontext");
        if (endpoint.isEmpty()) {
            // Ids for the logs, and a caller's decision is handed on; nothing is recorded for nobody.
            properties.put("otel.traces.exporter", "none");
            properties.put("otel.traces.sampler", "parentbased_always_off");
            return properties;
        }
        properties.put("otel.traces.exporter", "otlp");
        properties.put("otel.exporter.otlp.endpoint", endpoint);
        properties.put("otel.exporter.otlp.protocol", "http/protobuf");
        properties.put(
                "otel.bsp.schedule.delay",
                Long.toString(telemetry.getDuration("otlp.interval").toMillis()));
        properties.put("otel.traces.sampler", "parentbased_traceidratio");
        properties.put("otel.traces.sampler.arg", Double.toString(telemetry.getDouble("sampling")));
        return properties;
    }
}
