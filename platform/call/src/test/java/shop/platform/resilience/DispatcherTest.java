package shop.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.platform.call.Deadline;

/** Every dependency has threads of its own. */
class DispatcherTest {

    private static final Deadline LONG = Deadline.never();

    private final ActorSystem system = ActorSystem.create(
            "threads",
            ConfigFactory.parseString("""
            akka { loglevel = OFF, stdout-loglevel = OFF, daemonic = on, coordinated-shutdown.run-by-jvm-shutdown-hook = off }
            shop.resilience.users = ${shop.resilience.default} { timeout = 30s }
            shop.resilience.prices = ${shop.resilience.default} { timeout = 30s }
            """).withFallback(ConfigFactory.load()).resolve());
    private final Guard users = Guard.create(system, "users");
    private final Guard prices = Guard.create(system, "prices");
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        system.terminate();
    }

    @Test
    void beginsACallAndGoesOnWithItOnTheDependencysThreads() throws Exception {
        CompletableFuture<String> begun = new CompletableFuture<>();
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletableFuture<String> wentOn = users.call(LONG, limit -> {
                    begun.complete(Thread.currentThread().getName());
                    return slow;
                })
                .thenApply(answer -> Thread.currentThread().getName())
                .toCompletableFuture();

        assertThat(begun.get(30, TimeUnit.SECONDS)).contains("shop.resilience.users.dispatcher");
        slow.completeAsync(() -> "Ann");
        assertThat(wentOn.get(30, TimeUnit.SECONDS)).contains("shop.resilience.users.dispatcher");
    }

    @Test
    void isNotHeldUpByCallsToAnotherServiceThatBlockTheirThreads() throws Exception {
        for (int i = 0; i < users.max(); i++) {
            users.call(LONG, limit -> {
                awaitRelease();
                return new CompletableFuture<String>();
            });
        }

        assertThat(prices.call(LONG, limit -> CompletableFuture.completedFuture("42"))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .isEqualTo("42");
        assertThat(users.available()).isZero();
    }

    @Test
    void endsInTimeThoughAllItsThreadsAreBlocked() throws Exception {
        for (int i = 0; i < 10; i++) {
            users.call(LONG, limit -> {
                awaitRelease();
                return new CompletableFuture<String>();
            });
        }

        CompletableFuture<String> hurried = users.callOrElse(
                        Deadline.after(Duration.ofMillis(300)),
                        limit -> new CompletableFuture<String>(),
                        reason -> CompletableFuture.completedFuture("replica"))
                .toCompletableFuture();

        assertThat(hurried.handle((answer, error) -> answer != null || error != null)
                        .get(20, TimeUnit.SECONDS))
                .isTrue();
        assertThat(release.getCount()).isEqualTo(1);
    }

    @Test
    void guardsShowHowTheServicesStandThatAreCalled() {
        assertThat(Guards.get(system).toJson()).isEqualTo("""
                        [{"target":"users","state":"CLOSED","available":25,"max":25},\
                        {"target":"prices","state":"CLOSED","available":25,"max":25}]""");

        users.call(LONG, limit -> new CompletableFuture<String>());

        assertThat(Guards.get(system).toJson()).contains("\"target\":\"users\",\"state\":\"CLOSED\",\"available\":24");
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
