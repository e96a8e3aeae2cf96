package shop.faults.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import shop.faults.check.Kind;
import shop.faults.check.Outcome;
import shop.faults.system.Place;

/**
 * Calls that wait in the sockets of a node that stands still, while everybody else reads through the other nodes. It is how a node
 * that was overtaken gets something to acknowledge at the moment in which it wakes. Not thread-safe.
 */
public final class Frozen implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration READ = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(30);

    private final Caller caller;
    private final String tag;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> users = new ArrayList<>();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private final List<CompletableFuture<Void>> reading = new ArrayList<>();
    private volatile boolean stopping;

    public Frozen(Caller caller, String tag) {
        this.caller = caller;
        this.tag = tag;
    }

    /** Makes users through all nodes, and has each read once. */
    public void prepare(int count) {
        for (int i = 0; i < count; i++) {
            var label = tag + i;
            var place = Place.USERS.get(i % 3);
            var wish = new Wish(Kind.CREATE_USER, "", label, label + "@example.com", 0);
            var made = caller.request(wish, Duration.ofSeconds(10), 3, () -> place);
            if (made.outcome() == Outcome.OK) {
                users.add(made.entity());
                caller.read(Kind.GET_USER, made.entity(), place, READ);
            }
        }
    }

    public List<String> users() {
        return List.copyOf(users);
    }

    /** Asks {@code place}, which stands still, to deactivate every user; returns at once. */
    public void callInVain(Place place) {
        users.forEach(user -> waiting.add(CompletableFuture.runAsync(
                () -> caller.request(Wish.of(Kind.DEACTIVATE_USER, user), PATIENCE, 1, () -> place), threads)));
    }

    /** Reads all users through the places again and again, until {@link #stopReading}. */
    public void keepReading(List<Place> places) {
        IntStream.range(0, 6)
                .forEach(reader -> reading.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = reader; !stopping; i += 6) {
                                var user = users.get(i % users.size());
                                caller.read(Kind.GET_USER, user, places.get(i / users.size() % places.size()), READ);
                                LockSupport.parkNanos(PAUSE.toNanos());
                            }
                        },
                        threads)));
    }

    /** Waits until every call of {@link #callInVain} has ended, somehow. */
    public void awaitCalls() {
        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new))
                .orTimeout(90, TimeUnit.SECONDS)
                .join();
    }

    /** For the record of the end. */
    public void readAll(Duration deadline) {
        users.forEach(user -> Place.USERS.forEach(place -> caller.read(Kind.GET_USER, user, place, deadline)));
    }

    /** Returns when no reader reads any more. */
    public void stopReading() {
        stopping = true;
        CompletableFuture.allOf(reading.toArray(CompletableFuture[]::new)).join();
    }

    @Override
    public void close() {
        stopReading();
        threads.shutdownNow();
    }
}
