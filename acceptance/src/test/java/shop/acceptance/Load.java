package shop.acceptance;

import static org.awaitility.Awaitility.await;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.User;

/**
 * Creates users and reads each back, steadily, whatever happens meanwhile, and keeps the {@link Ledger}. At most
 * {@value #MAX_IN_FLIGHT} of them are under way at once; a turn that comes while there are so many is left out.
 */
final class Load implements AutoCloseable {
    private static final int CREATES_PER_SECOND = 25;
    private static final int MAX_IN_FLIGHT = 64;

    private final DiscoveringClient client;
    private final String name = "Load " + UUID.randomUUID();
    private final Ledger ledger = new Ledger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

    private Load(DiscoveringClient client) {
        this.client = client;
    }

    /** Begins, and returns when the first users are acknowledged. */
    static Load start(DiscoveringClient client) {
        var load = new Load(client);
        load.pace.scheduleAtFixedRate(load::turn, 0, 1000 / CREATES_PER_SECOND, TimeUnit.MILLISECONDS);
        load.awaitProgress();
        return load;
    }

    /** What the names of all its users begin with. */
    String name() {
        return name;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Returns when as many users more are acknowledged as are created in two seconds. */
    void awaitProgress() {
        var enough = ledger.acknowledged().size() + 2 * CREATES_PER_SECOND;
        await().atMost(ClusterState.BOUND).until(() -> ledger.acknowledged().size() >= enough);
    }

    private void turn() {
        if (inFlight.get() >= MAX_IN_FLIGHT) {
            return;
        }
        inFlight.incrementAndGet();
        create().whenComplete((done, failure) -> inFlight.decrementAndGet());
    }

    private CompletableFuture<Void> create() {
        var request = CreateUserRequest.newBuilder()
                .setName(name)
                .setEmail(Shop.newEmail())
                .setRequestId(UUID.randomUUID().toString())
                .build();
        ledger.attempted(request.getEmail());
        return client.call(users -> users.create(request))
                .whenComplete((user, failure) -> {
                    if (failure != null) {
                        ledger.failed("CreateUser", failure);
                    } else {
                        ledger.acknowledged(user);
                    }
                })
                .thenCompose(this::readBack)
                .exceptionally(reported -> null);
    }

    private CompletableFuture<Void> readBack(User created) {
        return client.call(users -> users.get(created.getId())).handle((user, failure) -> {
            if (failure != null) {
                ledger.failed("GetUser " + created.getId(), failure);
            } else if (!user.equals(created)) {
                ledger.failed("GetUser " + created.getId(), new CompletionException("another user: " + user, null));
            }
            return null;
        });
    }

    /** Begins nothing more and waits for what is under way. */
    Ledger stop() {
        pace.shutdown();
        await().atMost(ClusterState.BOUND).until(() -> pace.isTerminated() && inFlight.get() == 0);
        return ledger;
    }

    @Override
    public void close() {
        pace.shutdownNow();
    }
}
