package shop.acceptance;

import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.User;

/**
 * Several callers at once want the same address, again and again with new addresses. A call whose outcome is unknown is
 * made again with the same request id until it has one; one that succeeded is made once more.
 */
final class Contest implements AutoCloseable {
    private static final int COMPETITORS = 4;
    private static final int PAUSE_MILLIS = 100;
    private static final int MAX_IN_FLIGHT = 64;

    /** One caller's call of CreateUser, and the users that it was told of: none, or the same one each time. */
    private record Claim(CreateUserRequest request, Queue<User> answers) {}

    private final DiscoveringClient client;
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<String, List<Claim>> byAddress = new ConcurrentHashMap<>();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger decided = new AtomicInteger();
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

    private Contest(DiscoveringClient client) {
        this.client = client;
    }

    /** Begins, and returns when it is well under way. */
    static Contest start(DiscoveringClient client) {
        var contest = new Contest(client);
        contest.pace.scheduleAtFixedRate(contest::round, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        contest.awaitProgress();
        return contest;
    }

    int random(int bound) {
        return random.nextInt(bound);
    }

    void awaitProgress() {
        var enough = decided.get() + 10 * COMPETITORS;
        await().atMost(ClusterState.BOUND).until(() -> decided.get() >= enough);
    }

    private void round() {
        if (inFlight.get() >= MAX_IN_FLIGHT) {
            return;
        }
        var email = Shop.newEmail();
        var claims = IntStream.range(0, COMPETITORS)
                .mapToObj(competitor -> new Claim(request(email, competitor), new ConcurrentLinkedQueue<>()))
                .toList();
        byAddress.put(email, claims);
        claims.forEach(claim -> {
            inFlight.incrementAndGet();
            decide(claim).thenCompose(won -> won ? decide(claim) : done()).whenComplete((done, failure) -> {
                if (failure != null) {
                    unexpected.add(failure.toString());
                }
                decided.incrementAndGet();
                inFlight.decrementAndGet();
            });
        });
    }

    private static CreateUserRequest request(String email, int competitor) {
        return CreateUserRequest.newBuilder()
                .setName("Competitor " + competitor)
                .setEmail(email)
                .setRequestId(UUID.randomUUID().toString())
                .build();
    }

    private static CompletableFuture<Boolean> done() {
        return CompletableFuture.completedFuture(false);
    }

    /** Whether the claim won. */
    private CompletableFuture<Boolean> decide(Claim claim) {
        return client.call(Rpc.CREATE_USER, claim.request())
                .handle((user, failure) -> failure == null ? won(claim, user) : lost(claim, failure))
                .thenCompose(Function.identity());
    }

    private static CompletableFuture<Boolean> won(Claim claim, User user) {
        claim.answers().add(user);
        return CompletableFuture.completedFuture(true);
    }

    private CompletableFuture<Boolean> lost(Claim claim, Throwable failure) {
        if (Status.fromThrowable(failure).getCode() == Status.Code.ALREADY_EXISTS) {
            return done();
        }
        return Failure.of("CreateUser", failure).comesOfACrash()
                ? CompletableFuture.supplyAsync(
                                () -> decide(claim), delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
                        .thenCompose(Function.identity())
                : CompletableFuture.failedFuture(failure);
    }

    /** Begins no more rounds and waits until every call has an outcome. */
    void stop() {
        pace.shutdown();
        await().atMost(ClusterState.BOUND).until(() -> pace.isTerminated() && inFlight.get() == 0);
    }

    /** Also that the winner was told of the same user each time, and that this user is there with the address. */
    void assertOneWinnerAnAddress(DiscoveringClient client) {
        assertThat(unexpected).as("failures, random seed %d", seed).isEmpty();
        assertThat(byAddress).as("random seed %d", seed).allSatisfy((email, claims) -> {
            var ids = claims.stream()
                    .flatMap(claim -> claim.answers().stream())
                    .map(User::getId)
                    .collect(Collectors.toSet());
            assertThat(ids).hasSize(1);
            var user = client.call(
                            Rpc.GET_USER,
                            GetUserRequest.newBuilder()
                                    .setId(ids.iterator().next())
                                    .build())
                    .orTimeout(1, TimeUnit.MINUTES)
                    .join();
            assertThat(user.getEmail()).isEqualTo(email);
        });
    }

    @Override
    public void close() {
        pace.shutdownNow();
    }
}
