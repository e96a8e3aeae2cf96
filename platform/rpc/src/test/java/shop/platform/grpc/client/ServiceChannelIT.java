package shop.platform.grpc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.platform.grpc.client.Caller.PATIENCE;

import akka.actor.typed.ActorSystem;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import shop.contract.user.User;
import shop.devstack.FreezableProxy;
import shop.platform.call.Deadline;
import shop.platform.grpc.CallContext;

@Timeout(180)
class ServiceChannelIT {

    private static final Duration SHORT = Duration.ofSeconds(10);

    private ActorSystem<Void> system;
    private ListedInstances discovery;
    private UsersInstance first;
    private UsersInstance second;
    private Caller caller;

    @BeforeEach
    void start() {
        system = TestSystems.start(ListedInstances.SETTINGS + """
                shop.grpc.client {
                  max-deadline = 120s
                  discovery { first-answer-timeout = 1s, look-up-interval = 100ms }
                }
                """);
        discovery = ListedInstances.of(system);
        first = UsersInstance.start(system);
        second = UsersInstance.start(system);
        discovery.list(first.port());
        caller = new Caller(system);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        TestSystems.stop(system);
    }

    @Test
    void theServerIsToldTheTimeThatIsLeft() {
        Deadline deadline = Deadline.after(SHORT);

        caller.begin(OutgoingCall.within(deadline)).join();

        assertThat(served().deadline().remaining()).isPositive().isLessThan(SHORT);
        assertThat(served().getText("grpc-timeout")).isPresent();
    }

    @Test
    void noCallIsWithoutADeadline() {
        caller.begin(OutgoingCall.within(Deadline.never())).join();

        assertThat(served().getText("grpc-timeout")).isPresent();
        assertThat(served().deadline().remaining()).isLessThan(Duration.ofSeconds(120));
    }

    @Test
    void aCallEndsAtItsDeadline() {
        first.answer = CompletableFuture::new;

        assertThat(caller.status(Duration.ofMillis(300))).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(caller.status(Duration.ZERO)).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void theServerLearnsWhatTheCallIsPartOf() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        String sameTrace = trace.substring(0, "00-".length() + 32);

        caller.begin(new OutgoingCall(Deadline.after(SHORT), Optional.of("request-1"), Optional.of(trace)))
                .join();
        assertThat(served().requestId()).isEqualTo("request-1");
        assertThat(served().traceparent()).startsWith(sameTrace).endsWith("-01").isNotEqualTo(trace);

        caller.begin(OutgoingCall.onBehalfOf(served())).join();
        assertThat(served().requestId()).isEqualTo("request-1");
        assertThat(served().traceparent()).startsWith(sameTrace).endsWith("-01").isNotEqualTo(trace);
    }

    @Test
    void cancellingTheResultCancelsTheCallAtTheServer() throws Exception {
        var begun = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        var server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .fallbackHandlerRegistry(new SilentMethods(begun, cancelled))
                .build()
                .start();
        discovery.list(server.getPort());
        try {
            CompletableFuture<User> call = caller.begin(OutgoingCall.within(Deadline.after(PATIENCE)));
            assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            call.cancel(true);

            assertThat(cancelled.await(PATIENCE.toSeconds() / 2, TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void anIdempotentCallThatFailsAsUnavailableIsTriedAgain() {
        var attempts = new AtomicInteger();
        first.answer = () -> attempts.incrementAndGet() < 3 ? unavailable() : ok();

        assertThat(caller.status(SHORT)).isEqualTo(Status.Code.OK);
        assertThat(first.calls).hasValue(3);
    }

    @Test
    void otherCallsAndOtherFailuresAreNot() {
        first.fails(Status.Code.UNAVAILABLE);
        assertThat(caller.createStatus()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(first.calls).hasValue(1);

        first.fails(Status.Code.INTERNAL);
        assertThat(caller.status(SHORT)).isEqualTo(Status.Code.INTERNAL);
        assertThat(first.calls).hasValue(2);
    }

    @Test
    void againstAServerThatAlwaysFailsRetriesStayWithinTheirBudget() {
        first.fails(Status.Code.UNAVAILABLE);
        int calls = 100;

        for (int i = 0; i < calls; i++) {
            assertThat(caller.status(SHORT)).isEqualTo(Status.Code.UNAVAILABLE);
        }

        assertThat(first.calls).hasValueGreaterThan(calls).hasValueLessThanOrEqualTo(calls * 11 / 10);
    }

    @Test
    void aLookUpThatFailsLeavesWhatWasKnown() {
        assertThat(caller.get()).isEqualTo(first.name());

        discovery.away(true);
        awaitLookUp();
        assertThat(caller.get()).isEqualTo(first.name());

        discovery.list(second.port());
        discovery.away(false);
        await().atMost(PATIENCE).until(() -> caller.get().equals(second.name()));
    }

    @Test
    void aLookUpThatFindsNobodyLeavesWhatWasKnown() {
        assertThat(caller.get()).isEqualTo(first.name());

        discovery.list();
        awaitLookUp();

        assertThat(caller.get()).isEqualTo(first.name());
    }

    @Test
    void callsFailAsUnavailableWhileNoLookUpHasSucceeded() {
        discovery.away(true);
        assertThat(caller.status(SHORT)).isEqualTo(Status.Code.UNAVAILABLE);

        discovery.away(false);
        await().atMost(PATIENCE).until(() -> caller.status(SHORT) == Status.Code.OK);
    }

    @Test
    void anInstanceThatIsBackAfterALongTimeIsUsedWithinSeconds() {
        assertThat(caller.get()).isEqualTo(first.name());
        int port = first.port();
        first.kill();

        // After half a minute gRPC's own pauses between attempts are longer than those that are promised here.
        await().pollDelay(Duration.ofSeconds(30)).atMost(PATIENCE).until(() -> true);
        assertThat(caller.status(SHORT)).isEqualTo(Status.Code.UNAVAILABLE);
        first = UsersInstance.start(system, port);

        await().atMost(Duration.ofSeconds(8)).until(() -> caller.status(SHORT) == Status.Code.OK);
    }

    @Test
    void anInstanceThatHangsIsLeftOutAfterAPing() throws Exception {
        try (var frozen = new FreezableProxy(first.port())) {
            discovery.list(frozen.port(), second.port());
            await().atMost(PATIENCE).until(() -> caller.answering(10).size() == 2);

            frozen.freeze();

            await().atMost(PATIENCE).untilAsserted(() -> {
                for (int i = 0; i < 4; i++) {
                    assertThat(caller.status(Duration.ofMillis(500))).isEqualTo(Status.Code.OK);
                }
            });
            assertThat(caller.answering(20)).containsExactly(second.name());
        }
    }

    private CallContext served() {
        CallContext last = null;
        for (CallContext context : first.contexts) {
            last = context;
        }
        return last;
    }

    private void awaitLookUp() {
        int before = discovery.lookUps();
        await().atMost(PATIENCE).until(() -> discovery.lookUps() >= before + 3);
    }

    private static CompletableFuture<User> ok() {
        return CompletableFuture.completedFuture(User.getDefaultInstance());
    }

    private static CompletableFuture<User> unavailable() {
        return CompletableFuture.failedFuture(Status.UNAVAILABLE.asRuntimeException());
    }
}
