package shop.order.process;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.platform.journal.Database;
import shop.platform.telemetry.Telemetry;
import shop.platform.telemetry.TraceParent;

/**
 * Takes orders that are due, performs its task with them, and begins again: at once while there is more to do, after a
 * short pause when there is nothing, after growing pauses while it gets nothing done. Two workers of a task may run at the
 * same time anywhere in the cluster, and each may stop at any moment.
 */
final class Worker extends AbstractBehavior<Worker.Command> {

    /** What a worker is told. */
    sealed interface Command {}

    private enum Look implements Command {
        NOW
    }

    /** It is another node's turn, or nobody's. */
    enum Stop implements Command {
        NOW
    }

    /** @param failure the last one; null: there was none */
    private record Round(int taken, int done, Throwable failure) implements Command {
        private static final Round EMPTY = new Round(0, 0, null);

        private Round plus(Round other) {
            return new Round(taken + other.taken, done + other.done, other.failure == null ? failure : other.failure);
        }
    }

    private final Task task;
    private final ProcessSettings settings;
    private final DueOrders due;
    private final Database database;
    private final Tracer tracer;
    private final Materializer materializer;
    private final TimerScheduler<Command> timers;
    private Duration pause;

    private Worker(
            Task task,
            ProcessSettings settings,
            DueOrders due,
            ActorContext<Command> context,
            TimerScheduler<Command> timers) {
        super(context);
        this.due = due;
        this.task = task;
        this.settings = settings;
        this.timers = timers;
        database = Database.get(context.getSystem());
        tracer = Telemetry.get(context.getSystem()).tracer();
        // What this worker has in hand ends with it.
        materializer = Materializer.createMaterializer(context);
        pause = settings.pollInterval();
        context.getSelf().tell(Look.NOW);
    }

    static Behavior<Command> create(Task task, ProcessSettings settings, DueOrders due) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Worker(task, settings, due, context, timers)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Look.class, look -> look())
                .onMessage(Round.class, this::ended)
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .build();
    }

    private Behavior<Command> look() {
        getContext()
                .pipeToSelf(
                        database.read(task::take).thenCompose(this::perform),
                        (round, failure) -> failure == null ? round : new Round(0, 0, failure));
        return this;
    }

    private CompletionStage<Round> perform(List<OpenOrder> orders) {
        return Source.from(orders)
                .mapAsyncUnordered(task.parallelism(), this::perform)
                .runWith(Sink.fold(Round.EMPTY, Round::plus), materializer);
    }

    /** Each attempt is a span of the trace that the order's event is part of, where that is recorded. */
    private CompletionStage<Round> perform(OpenOrder order) {
        if (!TraceParent.isSampled(order.traceparent())) {
            return attempt(order);
        }
        var span = tracer.spanBuilder(task.name())
                .setParent(TraceParent.parse(order.traceparent()))
                .startSpan();
        return attempt(order.within(TraceParent.of(span))).thenApply(round -> ended(span, round));
    }

    private static Round ended(Span span, Round round) {
        span.setAttribute("shop.done", round.done() > 0);
        if (round.failure() != null) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
        return round;
    }

    private CompletionStage<Round> attempt(OpenOrder order) {
        CompletionStage<Boolean> result;
        try {
            result = task.perform(order);
        } catch (RuntimeException e) {
            result = CompletableFuture.failedFuture(e);
        }
        return result.handle((done, failure) -> new Round(1, failure == null && done ? 1 : 0, failure));
    }

    private Behavior<Command> ended(Round round) {
        if (round.failure() != null) {
            getContext()
                    .getLog()
                    .warn("{}: {} of {} orders done", task.name(), round.done(), round.taken(), round.failure());
        }
        if (round.taken() == settings.batchSize() && round.done() > 0) {
            getContext().getSelf().tell(Look.NOW);
            return this;
        }
        pause = next(round);
        if (round.taken() == 0 && round.failure() == null) {
            getContext().pipeToSelf(due.await(), (unused, failure) -> Look.NOW);
            return this;
        }
        timers.startSingleTimer(Look.NOW, pause);
        return this;
    }

    /** A pause that is longer than the last when nothing got done although there was work, or nobody could say. */
    private Duration next(Round round) {
        if (round.done() > 0 || (round.taken() == 0 && round.failure() == null)) {
            return settings.pollInterval();
        }
        var longer = pause.multipliedBy(2);
        return longer.compareTo(settings.retryInterval()) < 0 ? longer : settings.retryInterval();
    }
}
