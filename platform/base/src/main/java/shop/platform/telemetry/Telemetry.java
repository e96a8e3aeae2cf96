package shop.platform.telemetry;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a node measures with: one instrument for each {@link Metric}, and the tracer. Spans leave the node only where an OTLP
 * endpoint is configured; what is not sampled costs little more than its ids. Thread-safe.
 */
public final class Telemetry implements Extension {
    /** Seconds; what OpenTelemetry's conventions advise for calls, and fine enough for writes. */
    static final List<Double> BUCKETS = List.of(.005, .01, .025, .05, .075, .1, .25, .5, .75, 1., 2.5, 5., 7.5, 10.);

    private static final String SCOPE = "shop.platform";
    /** For the last spans; within the phase's own bound. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final ExtensionId<Telemetry> ID = new ExtensionId<>() {
        @Override
        public Telemetry createExtension(ActorSystem<?> system) {
            return new Telemetry(system);
        }
    };

    private final ActorSystem<?> system;
    private final Duration pollInterval;
    private final PrometheusMetricReader reader;
    private final Optional<OpenTelemetrySdk> sdk;
    private final Meter meter;
    private final Tracer tracer;
    private final Set<Metric> declared;
    private final Map<Metric, LongCounter> counters = new ConcurrentHashMap<>();
    private final Map<Metric, DoubleHistogram> histograms = new ConcurrentHashMap<>();
    private final Map<Metric, Observed> observed = new ConcurrentHashMap<>();

    private Telemetry(ActorSystem<?> system) {
        this.system = system;
        var config = system.settings().config();
        declared = Stream.concat(
                        Metric.platform().stream(),
                        MetricCatalog.ofServices(getClass().getClassLoader()))
                .collect(Collectors.toUnmodifiableSet());
        pollInterval = config.getDuration("shop.telemetry.poll-interval");
        reader = reader();
        sdk = config.getBoolean("shop.telemetry.disabled") ? Optional.empty() : Optional.of(Sdk.build(config, reader));
        var telemetry = sdk.<OpenTelemetry>map(built -> built).orElseGet(OpenTelemetry::noop);
        meter = telemetry.getMeter(SCOPE);
        tracer = telemetry.getTracer(SCOPE);
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "send the last spans", this::flush);
        system.classicSystem().registerOnTermination(() -> sdk.ifPresent(OpenTelemetrySdk::shutdown));
    }

    /** That of the node that {@code system} is. */
    public static Telemetry get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /** Makes spans. */
    public Tracer tracer() {
        return tracer;
    }

    /**
     * Returns the counter of this metric; add 0 for attributes that are known in advance, so that they are there before
     * they count.
     */
    public LongCounter counter(Metric metric) {
        require(metric, Kind.COUNTER);
        return counters.computeIfAbsent(
                metric,
                counter -> meter.counterBuilder(counter.otelName())
                        .setDescription(counter.meaning())
                        .setUnit(counter.unit().ucum())
                        .build());
    }

    /** Returns the histogram of this metric, in seconds. */
    public DoubleHistogram histogram(Metric metric) {
        require(metric, Kind.HISTOGRAM);
        return histograms.computeIfAbsent(
                metric,
                histogram -> meter.histogramBuilder(histogram.otelName())
                        .setDescription(histogram.meaning())
                        .setUnit(histogram.unit().ucum())
                        .setExplicitBucketBoundariesAdvice(BUCKETS)
                        .build());
    }

    /**
     * Asks {@code source} at each scrape what the gauge shows. It must be quick, and may show several attributes or
     * none.
     */
    public void gauge(Metric metric, Consumer<ObservableDoubleMeasurement> source) {
        require(metric, Kind.GAUGE);
        observed.computeIfAbsent(metric, this::observeGauge).doubles.add(source);
    }

    /** As {@link #gauge}, for what something else counts already. */
    public void counter(Metric metric, Consumer<ObservableLongMeasurement> source) {
        require(metric, Kind.COUNTER);
        observed.computeIfAbsent(metric, this::observeCounter).longs.add(source);
    }

    /**
     * Asks again and again, every {@code shop.telemetry.poll-interval}, what costs too much to be asked at each scrape.
     *
     * @param question asked once at a time
     * @return the last answer; empty before the first, and after a failure
     */
    public <T> Polled<T> poll(Supplier<? extends CompletionStage<T>> question) {
        return Polled.start(system, pollInterval, question);
    }

    /** One attribute; keep it for as long as it is used, to make none for each event. */
    public static Attributes attributes(String name, String value) {
        return Attributes.builder().put(name, value).build();
    }

    /** Two attributes. */
    public static Attributes attributes(String name, String value, String other, String otherValue) {
        return Attributes.builder().put(name, value).put(other, otherValue).build();
    }

    /** Everything that is measured, as it is now. */
    public MetricSnapshots snapshot() {
        return sdk.isPresent() ? reader.collect() : MetricSnapshots.of();
    }

    @SuppressWarnings("deprecation") // the other constructor names the meter on every metric, and there is only one
    private static PrometheusMetricReader reader() {
        return new PrometheusMetricReader(false, name -> name.equals("service.name"));
    }

    private CompletionStage<Done> flush() {
        var flushed = new CompletableFuture<Done>();
        sdk.ifPresentOrElse(
                built -> built.getSdkTracerProvider()
                        .forceFlush()
                        .whenComplete(() -> flushed.complete(Done.getInstance())),
                () -> flushed.complete(Done.getInstance()));
        return flushed.completeOnTimeout(Done.getInstance(), LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Observed observeGauge(Metric metric) {
        var sources = new Observed();
        meter.gaugeBuilder(metric.otelName())
                .setDescription(metric.meaning())
                .setUnit(metric.unit().ucum())
                .buildWithCallback(measurement -> sources.doubles.forEach(source -> source.accept(measurement)));
        return sources;
    }

    private Observed observeCounter(Metric metric) {
        var sources = new Observed();
        meter.counterBuilder(metric.otelName())
                .setDescription(metric.meaning())
                .setUnit(metric.unit().ucum())
                .buildWithCallback(measurement -> sources.longs.forEach(source -> source.accept(measurement)));
        return sources;
    }

    private void require(Metric metric, Kind kind) {
        if (!declared.contains(metric)) {
            throw new IllegalArgumentException("metric: " + metric + " (expected: one of a MetricCatalog)");
        }
        if (metric.kind() != kind) {
            throw new IllegalArgumentException(
                    "metric: " + metric + ", a " + metric.kind() + " (expected: a " + kind + ")");
        }
    }

    /** Who is asked at a scrape; several pools or projections share a metric. */
    private static final class Observed {
        private final List<Consumer<ObservableDoubleMeasurement>> doubles = new CopyOnWriteArrayList<>();
        private final List<Consumer<ObservableLongMeasurement>> longs = new CopyOnWriteArrayList<>();
    }
}
