package shop.discovery.consul.internal;

import akka.NotUsed;
import akka.actor.ActorSystem;
import akka.actor.CoordinatedShutdown;
import akka.japi.Pair;
import akka.pattern.Patterns;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.discovery.consul.ConsulInstance;

/**
 * A loop of blocking queries. After <a href="https://developer.hashicorp.com/consul/api-docs/features/blocking">Consul's
 * rules</a>: a return is not a change; the index is opaque, never below 1, and starts from 0 again when it goes
 * backwards; the loop is rate-limited.
 */
public final class Watch {
    private final ActorSystem system;
    private final ConsulClient client;
    private final ConsulSettings settings;
    private final LastKnown lastKnown;
    private final InstancesQuery query;

    private record Reading(long index, List<ConsulInstance> instances) {}

    /** Where the loop stands; {@code instances} are the ones last emitted. */
    private record Position(long index, long startedAt, int failures, Optional<List<ConsulInstance>> instances) {
        static final Position START = new Position(0, System.nanoTime(), 0, Optional.empty());

        Position answered(long answeredIndex, List<ConsulInstance> answer, long queriedAt) {
            var clamped = Math.max(1, answeredIndex);
            return new Position(clamped < index ? 0 : clamped, queriedAt, 0, Optional.of(answer));
        }

        Position failed(long queriedAt) {
            return new Position(index, queriedAt, failures + 1, instances);
        }
    }

    public Watch(
            ActorSystem system,
            ConsulClient client,
            ConsulSettings settings,
            LastKnown lastKnown,
            InstancesQuery query) {
        this.system = system;
        this.client = client;
        this.settings = settings;
        this.lastKnown = lastKnown;
        this.query = query;
    }

    /** Emits the instances as they are now, then whenever they have changed; it neither ends nor fails. */
    public Source<List<ConsulInstance>, NotUsed> source() {
        return Source.unfoldAsync(Position.START, this::next)
                .mapConcat(change -> change.map(List::of).orElseGet(List::of));
    }

    private CompletionStage<Optional<Pair<Position, Optional<List<ConsulInstance>>>>> next(Position position) {
        return pause(position).thenCompose(paused -> {
            var queriedAt = System.nanoTime();
            return ask(position.index).handle((reading, error) -> {
                var next = error == null ? advance(position, reading, queriedAt) : retreat(position, error, queriedAt);
                var change = next.instances.filter(instances -> !next.instances.equals(position.instances));
                return Optional.of(Pair.create(next, change));
            });
        });
    }

    private CompletionStage<Reading> ask(long index) {
        var parameters = query.parameters(settings.datacenter());
        var answer =
                index == 0 ? client.get(query.path(), parameters) : client.getBlocking(query.path(), parameters, index);
        return answer.thenApply(read -> new Reading(read.index(), query.parse(read.body())));
    }

    private Position advance(Position position, Reading reading, long queriedAt) {
        lastKnown.answered(query, reading.instances);
        return position.answered(reading.index, reading.instances, queriedAt);
    }

    private Position retreat(Position position, Throwable error, long queriedAt) {
        // The end of the system cuts the query off; that says nothing of Consul.
        if (CoordinatedShutdown.get(system).getShutdownReason().isEmpty()) {
            lastKnown.failed(query, Failures.cause(error));
        }
        return position.failed(queriedAt);
    }

    private CompletionStage<Object> pause(Position position) {
        var pause = position.failures > 0 ? settings.backoff().after(position.failures) : untilNextQuery(position);
        if (pause.isNegative() || pause.isZero()) {
            return CompletableFuture.completedStage(position);
        }
        return Patterns.after(pause, system, () -> CompletableFuture.completedStage(position));
    }

    private Duration untilNextQuery(Position position) {
        var elapsed = Duration.ofNanos(System.nanoTime() - position.startedAt);
        return position.instances.isEmpty()
                ? Duration.ZERO
                : settings.watchMinInterval().minus(elapsed);
    }
}
