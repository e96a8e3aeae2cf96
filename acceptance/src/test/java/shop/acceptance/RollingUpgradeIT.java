package shop.acceptance;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Deployment;
import shop.devstack.Devstack;
import shop.devstack.OwnThread;
import shop.devstack.Release;
import shop.devstack.ServiceNode;

@ExtendWith(SharedSystem.class)
@Tag("consul")
class RollingUpgradeIT {
    private static final Path RELEASES = Path.of("src", "test", "releases");
    private static final Path REPORT = Path.of("target", "rolling-upgrade.txt");

    @Test
    void noCallFailsAndNoEventIsLostWhileEveryNodeGoesBackToThePreviousReleaseAndForthAgain(Devstack stack)
            throws IOException {
        try (var ordering = new Ordering(stack)) {
            ordering.warmUp();
            roll(stack, ordering);
        }
    }

    private static void roll(Devstack stack, Ordering ordering) throws IOException {
        try (var orderLoad = OrderLoad.start(ordering.orders, ordering.newUsers(5));
                var userLoad = UserLoad.start(ordering.users)) {
            userLoad.awaitProgress();
            orderLoad.awaitProgress();
            report("before", userLoad, orderLoad);

            roll(stack, ordering, Deployment.of(previousRelease(), SharedSystem.nextVersion()), userLoad, orderLoad);
            report("new to previous release", userLoad, orderLoad);
            roll(stack, ordering, Deployment.of(SharedSystem.nextVersion()), userLoad, orderLoad);
            report("previous release to new", userLoad, orderLoad);
            var repeated = ordering.users.repeated() + ordering.orders.repeated();
            Files.writeString(REPORT, "calls made once more: " + repeated + "%n".formatted(), APPEND);

            var users = userLoad.stop();
            var orders = orderLoad.stop();
            assertThat(users.failures())
                    .as("failed calls, %d users created", users.acknowledged().size())
                    .isEmpty();
            assertThat(orders.failures())
                    .as("failed calls, %d orders placed", orders.acknowledged().size())
                    .isEmpty();
            assertThat(repeated)
                    .as("calls made once more, of which there may be one in a hundred")
                    .isLessThan(
                            (users.acknowledged().size() + orders.acknowledged().size()) / 100);
            users.assertReadable(ordering.users);
            users.assertListed(ordering.users, userLoad.name());
            orders.awaitNonePending(ordering.orders);
            orders.assertListed(ordering.orders, orderLoad.users());
            PublishedEvents.awaitComplete(stack.kafka().bootstrapServers(), users, orders);
        }
    }

    /** One node of each service at a time. The first is the oldest, which is the hardest: it has all that there is once. */
    private static void roll(Devstack stack, Ordering ordering, Deployment next, SteadyLoad... loads) {
        for (int i = 0; i < stack.nodes("user-service").size(); i++) {
            var replaced = Stream.of(stack.node("user-service", i), stack.node("order-service", i))
                    .map(node -> CompletableFuture.runAsync(() -> replace(node, next), OwnThread::run))
                    .toList();
            replaced.forEach(CompletableFuture::join);
            ordering.userCluster.awaitWhole();
            ordering.orderCluster.awaitWhole();
            Stream.of(loads).forEach(SteadyLoad::awaitProgress);
        }
    }

    private static void replace(ServiceNode node, Deployment next) {
        node.deploy(next);
        node.restart();
    }

    private static void report(String phase, UserLoad users, OrderLoad orders) throws IOException {
        var text = "%s: create and read a user: %s; place and read an order: %s%n"
                .formatted(phase, users.takeTimes(), orders.takeTimes());
        System.out.print(text);
        Files.writeString(REPORT, text, CREATE, phase.equals("before") ? TRUNCATE_EXISTING : APPEND);
    }

    static Release previousRelease() throws IOException {
        try (var kept = Files.list(RELEASES)) {
            return kept.filter(Files::isDirectory).findFirst().map(Release::in).orElseThrow();
        }
    }
}
