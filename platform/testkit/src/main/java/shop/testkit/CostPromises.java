package shop.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.sun.management.ThreadMXBean;
import com.typesafe.config.ConfigFactory;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.platform.grpc.GrpcServer;
import shop.platform.grpc.GrpcService;
import shop.platform.grpc.ServerHealth;
import shop.platform.grpc.ServingStatus;

/**
 * No request costs more than time in proportion to its size, a small multiple of its size in memory and a short answer, until it
 * is refused or handed to the domain: for every field of every method, in JSON and in the wire format, filled with each kind of
 * hostile value. What is measured is growth, so a slow machine does not matter.
 */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class CostPromises {
    private static final int SIZE = 200_000;

    /** Twice as much and a quarter of tolerance; a cost that grows with the square of the size grows fourfold. */
    private static final double GROWTH = 2.5;

    /** What a measurement of time may be wrong by, on a machine that does something else as well. */
    private static final Duration NOISE = Duration.ofMillis(25);

    private static final int BYTES_PER_BYTE = 64;
    private static final long BYTES_AT_LEAST = 4 << 20;
    private static final int MOST_ANSWERED = 64 << 10;
    private static final int BEST_OF = 4;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final GrpcService service;
    private ActorSystem<Void> system;
    private Function<HttpRequest, CompletionStage<HttpResponse>> server;

    /** @param service with its real checks; what is behind them may be missing */
    protected CostPromises(GrpcService service) {
        this.service = service;
    }

    @BeforeAll
    final void start() {
        system = ActorSystem.create(
                Behaviors.empty(),
                "cost",
                ConfigFactory.parseString("akka.actor.provider = local, shop.profile = dev,"
                                + " akka.coordinated-shutdown.exit-jvm = off")
                        .withFallback(ConfigFactory.load()));
        var health = new ServerHealth();
        health.change(ServingStatus.SERVING);
        server = GrpcServer.builder(system).health(health).service(service).handler();
    }

    @AfterAll
    final void stop() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }

    /** A request of about so many bytes. */
    record Attack(String name, Function<Integer, HttpRequest> request) {
        @Override
        public String toString() {
            return name;
        }
    }

    final Stream<Attack> attacks() {
        return service.descriptor().getMethods().stream().flatMap(this::attacks);
    }

    private Stream<Attack> attacks(MethodDescriptor method) {
        return Stream.concat(
                HostileJson.bodies(method)
                        .map(body -> new Attack(
                                method.getName() + " JSON " + body.name(),
                                size -> HostileJson.request(method).withEntity(json(body.of(size))))),
                HostileWire.messages(method)
                        .flatMap(message -> Stream.of("grpc", "grpc-web-text")
                                .map(format -> new Attack(
                                        method.getName() + " " + format + " " + message.name(),
                                        size -> HostileWire.request(method, format, message.of(size))))));
    }

    private static HttpEntity.Strict json(String body) {
        return HttpEntities.create(akka.http.javadsl.model.ContentTypes.APPLICATION_JSON, body);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void costGrowsNoFasterThanTheRequest(Attack attack) {
        var once = cost(attack, SIZE);
        var twice = cost(attack, 2 * SIZE);

        assertThat(twice.nanos)
                .as("nanoseconds of %s, of half the size: %d", attack, once.nanos)
                .isLessThan((long) (GROWTH * once.nanos) + NOISE.toNanos());
        assertThat(twice.allocated)
                .as("bytes allocated for %s, of half the size: %d", attack, once.allocated)
                .isLessThan((long) (GROWTH * once.allocated) + BYTES_AT_LEAST)
                .isLessThan((long) BYTES_PER_BYTE * twice.sent + BYTES_AT_LEAST);
        assertThat(twice.answered).as("bytes answered to %s", attack).isLessThan(MOST_ANSWERED);
    }

    private record Cost(int sent, long answered, long nanos, long allocated) {}

    /** The least of some, since whatever else goes on only adds to it. */
    private Cost cost(Attack attack, int size) {
        var request = attack.request.apply(size);
        var best = cost(request);
        for (int i = 1; i < BEST_OF && best.nanos > NOISE.toNanos() / 5; i++) {
            var next = cost(request);
            best = new Cost(
                    next.sent,
                    next.answered,
                    Math.min(best.nanos, next.nanos),
                    Math.min(best.allocated, next.allocated));
        }
        return best;
    }

    private Cost cost(HttpRequest request) {
        var sent = ((HttpEntity.Strict) request.entity()).getData().size();
        var allocated = THREADS.getCurrentThreadAllocatedBytes();
        var began = THREADS.getCurrentThreadCpuTime();
        var response = server.apply(request).toCompletableFuture();
        var nanos = THREADS.getCurrentThreadCpuTime() - began;
        allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        assertThat(response).as("an answer without another thread").isCompleted();
        return new Cost(sent, answered(response.join()), nanos, allocated);
    }

    /** Of a body and of headers, which carry the errors of gRPC. */
    private static long answered(HttpResponse response) {
        long headers = 0;
        for (var header : response.getHeaders()) {
            headers += header.value().length();
        }
        return headers
                + (response.entity() instanceof HttpEntity.Strict strict
                        ? strict.getData().size()
                        : 0);
    }
}
