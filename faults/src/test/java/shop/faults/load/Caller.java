package shop.faults.load;

import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import shop.faults.check.Kind;
import shop.faults.check.Operation;
import shop.faults.check.Operation.Call;
import shop.faults.check.Outcome;
import shop.faults.check.State;
import shop.faults.system.Place;

/** Makes requests and writes down what came of them. Safe for use by several threads. */
public final class Caller {
    private final Nodes nodes;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentLinkedQueue<Operation> operations = new ConcurrentLinkedQueue<>();

    public Caller(Nodes nodes) {
        this.nodes = nodes;
    }

    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** Reads an entity through a node, for the record. */
    public Operation read(Kind kind, String entity, Place place, Duration deadline) {
        return request(Wish.of(kind, entity), deadline, 1, () -> place);
    }

    /**
     * Makes a request, and makes it again with the same request id while its outcome is unknown.
     *
     * @param attempts at most
     * @param place asked for each attempt
     */
    Operation request(Wish wish, Duration deadline, int attempts, Supplier<Place> place) {
        return request(wish, UUID.randomUUID().toString(), 0, deadline, attempts, place);
    }

    /** Makes an acknowledged request once more, which has to be answered as the first time. */
    Operation repeat(Wish wish, String requestId, Operation first, Duration deadline, Place place) {
        return request(wish, requestId, first.number(), deadline, 1, () -> place);
    }

    Operation request(
            Wish wish, String requestId, long repeats, Duration deadline, int attempts, Supplier<Place> place) {
        var number = numbers.incrementAndGet();
        var calls = new ArrayList<Call>();
        var begin = System.nanoTime();
        Operation operation = null;
        for (int attempt = 0; attempt < attempts; attempt++) {
            operation = attempt(wish, requestId, number, repeats, begin, calls, deadline, place.get());
            if (operation.outcome() != Outcome.UNKNOWN || wish.kind().reads()) {
                break;
            }
        }
        operations.add(operation);
        return operation;
    }

    private Operation attempt(
            Wish wish,
            String requestId,
            long number,
            long repeats,
            long begin,
            List<Call> calls,
            Duration deadline,
            Place place) {
        var callId = UUID.randomUUID().toString();
        var first = calls.isEmpty();
        try {
            var answer = nodes.callAny(place, Rpc.of(wish.kind()), wish.request(requestId), callId, deadline);
            var end = System.nanoTime();
            calls.add(new Call(callId, place.hostName(), true));
            return operation(
                    wish,
                    number,
                    repeats,
                    begin,
                    end,
                    calls,
                    place,
                    Outcome.OK,
                    Optional.of(Answers.state(answer)),
                    "",
                    id(wish, answer));
        } catch (StatusRuntimeException failure) {
            var end = System.nanoTime();
            var refused = Answers.refusal(failure);
            calls.add(new Call(callId, place.hostName(), refused.isPresent() && isDomain(refused.get())));
            // A refusal of a repetition does not say what becomes of the call before, which may still be on its way.
            var outcome = refused.isPresent() && first ? Outcome.REFUSED : Outcome.UNKNOWN;
            return operation(
                    wish,
                    number,
                    repeats,
                    begin,
                    end,
                    calls,
                    place,
                    outcome,
                    seen(wish, failure),
                    Answers.text(failure),
                    wish.kind() == Kind.CREATE_ORDER ? "" : wish.entity());
        }
    }

    private static boolean isDomain(String refusal) {
        return !refusal.equals("RESOURCE_EXHAUSTED") && !refusal.equals("INVALID_ARGUMENT");
    }

    /** Of the user that an order is for it says nothing of revisions. */
    private static Optional<State> seen(Wish wish, StatusRuntimeException failure) {
        if (wish.kind() == Kind.CREATE_ORDER || wish.kind() == Kind.CREATE_USER) {
            return Optional.empty();
        }
        var notFound = Answers.refusal(failure).filter("USER_NOT_FOUND"::equals).map(reason -> State.ABSENT);
        return notFound.or(() -> Answers.seen(failure));
    }

    private static String id(Wish wish, Message answer) {
        return wish.kind() == Kind.CREATE_ORDER || wish.entity().isEmpty() ? Answers.id(answer) : wish.entity();
    }

    private static Operation operation(
            Wish wish,
            long number,
            long repeats,
            long begin,
            long end,
            List<Call> calls,
            Place place,
            Outcome outcome,
            Optional<State> seen,
            String refusal,
            String entity) {
        return new Operation(
                number,
                wish.kind(),
                entity,
                place.hostName(),
                begin,
                end,
                outcome,
                outcome == Outcome.UNKNOWN ? Optional.empty() : seen,
                refusal,
                wish.label(),
                repeats,
                List.copyOf(calls));
    }
}
