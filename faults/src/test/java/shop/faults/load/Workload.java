package shop.faults.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import shop.faults.check.Kind;
import shop.faults.check.Outcome;
import shop.faults.system.Place;

/** Many callers who make requests of all kinds through all nodes, at a bounded rate, until they are stopped. */
public final class Workload {
    private static final int USER_CALLERS = 14;
    private static final int ORDER_CALLERS = 10;
    private static final int PER_SECOND = 120;
    private static final int MOST_USERS = 30;
    private static final int MOST_ORDERS = 60;
    private static final int CONTESTED_EMAILS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration LONG_PATIENCE = Duration.ofSeconds(12);
    private static final int ATTEMPTS = 3;

    private final Caller caller;
    private final String tag;
    private final List<String> users = new CopyOnWriteArrayList<>();
    private final List<String> orders = new CopyOnWriteArrayList<>();
    private final AtomicLong labels = new AtomicLong();
    private final Semaphore pace = new Semaphore(0);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean stopping;

    private Workload(Caller caller, String tag) {
        this.caller = caller;
        this.tag = tag;
    }

    /**
     * Begins.
     *
     * @param tag begins the names of all its users, and is in no other's
     */
    public static Workload start(Caller caller, String tag, long seed) {
        var workload = new Workload(caller, tag);
        workload.clock.scheduleAtFixedRate(workload::tick, 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);
        for (int i = 0; i < USER_CALLERS + ORDER_CALLERS; i++) {
            var random = new Random(seed * 1_000 + i);
            var ofOrders = i >= USER_CALLERS;
            workload.threads.execute(() -> workload.run(random, ofOrders));
        }
        return workload;
    }

    /** What nobody has taken yet is lost: after a pause there is no burst. */
    private void tick() {
        if (pace.availablePermits() < 10) {
            pace.release();
        }
    }

    public List<String> users() {
        return List.copyOf(users);
    }

    public List<String> orders() {
        return List.copyOf(orders);
    }

    /** Begins nothing more and waits for what is under way. */
    public void stop() {
        stopping = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(90, TimeUnit.SECONDS)) {
                throw new IllegalStateException("callers: still waiting after 90 s (expected: answered)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clock.shutdownNow();
    }

    private void run(Random random, boolean ofOrders) {
        while (!stopping) {
            pace.acquireUninterruptibly();
            if (ofOrders) {
                order(random);
            } else {
                user(random);
            }
        }
    }

    private void user(Random random) {
        var what = random.nextInt(100);
        if (users.size() < 8 || what < 10 && users.size() < MOST_USERS) {
            make(random, new Wish(Kind.CREATE_USER, "", label(), email(random), 0))
                    .ifPresent(users::add);
            return;
        }
        var user = any(random, users);
        if (what < 55) {
            make(random, Wish.of(Kind.GET_USER, user));
        } else if (what < 78) {
            make(random, new Wish(Kind.UPDATE_USER, user, label(), random.nextBoolean() ? email(random) : "", 0));
        } else {
            make(random, Wish.of(random.nextBoolean() ? Kind.DEACTIVATE_USER : Kind.REACTIVATE_USER, user));
        }
    }

    private void order(Random random) {
        if (users.isEmpty()) {
            return;
        }
        var what = random.nextInt(100);
        if (orders.size() < 5 || what < 20 && orders.size() < MOST_ORDERS) {
            make(random, Wish.of(Kind.CREATE_ORDER, any(random, users))).ifPresent(orders::add);
            return;
        }
        var order = random.nextBoolean() ? any(random, orders) : orders.get(orders.size() - 1);
        if (what < 60) {
            make(random, Wish.of(Kind.GET_ORDER, order));
        } else {
            var change = List.of(Kind.SHIP_ORDER, Kind.DELIVER_ORDER, Kind.CANCEL_ORDER, Kind.SHIP_ORDER)
                    .get(random.nextInt(4));
            make(random, Wish.of(change, order));
        }
    }

    /** Returns the id of what was made. */
    private Optional<String> make(Random random, Wish wish) {
        var places = Nodes.of(wish.kind().isOfOrder());
        var patient = random.nextInt(100) < 15;
        var requestId = new UUID(random.nextLong(), random.nextLong()).toString();
        var made = caller.request(
                wish,
                requestId,
                0,
                patient ? LONG_PATIENCE : PATIENCE,
                patient ? 1 : ATTEMPTS,
                () -> any(random, places));
        var ok = made.outcome() == Outcome.OK;
        if (ok && !wish.kind().reads() && random.nextInt(100) < 10) {
            caller.repeat(wish, requestId, made, PATIENCE, any(random, places));
        }
        return ok ? Optional.of(made.entity()) : Optional.empty();
    }

    private static <T> T any(Random random, List<T> list) {
        var now = new ArrayList<>(list);
        return now.get(random.nextInt(now.size()));
    }

    private String label() {
        return tag + labels.incrementAndGet();
    }

    private String email(Random random) {
        var local = random.nextBoolean() ? "contested" + random.nextInt(CONTESTED_EMAILS) : "own" + labels.get();
        return local + "." + tag + "@example.com";
    }

    /** For the record of the end: what every node says of everything. */
    public void readAll(Duration deadline) {
        users.forEach(user -> Place.USERS.forEach(place -> caller.read(Kind.GET_USER, user, place, deadline)));
        orders.forEach(order -> Place.ORDERS.forEach(place -> caller.read(Kind.GET_ORDER, order, place, deadline)));
    }
}
