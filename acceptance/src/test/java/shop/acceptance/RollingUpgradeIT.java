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

    private final EmailAddresses addresses = new EmailAddresses();

    /** What is to be seen while nodes of both releases run, or only those of the previous, is seen on the way. */
    @Test
    void noCallFailsAndNoEventIsLostWhileEveryNodeGoesBackToThePreviousReleaseAndForthAgain(Devstack stack)
            throws Exception {
        try (var ordering = new Ordering(stack)) {
            ordering.warmUp();
            roll(stack, ordering);
        }
    }

    private void roll(Devstack stack, Ordering ordering) throws Exception {
        try (var orderLoad = OrderLoad.start(ordering.orders, ordering.newUsers(5));
                var userLoad = UserLoad.start(ordering.users)) {
            userLoad.awaitProgress();
            orderLoad.awaitProgress();
            report("before", userLoad, orderLoad);

            var previous = Deployment.of(previousRelease(), SharedSystem.nextVersion());
            roll(stack, ordering, 0, previous, userLoad, orderLoad);
            addresses.take(stack, 0, 2);
            roll(stack, ordering, 1, previous, userLoad, orderLoad);
            roll(stack, ordering, 2, previous, userLoad, orderLoad);
            report("new to previous release", userLoad, orderLoad);
            RebuildIT.publishAgain(stack);
            var next = Deployment.of(SharedSystem.nextVersion());
            for (var node = 0; node < stack.nodes("user-service").size(); node++) {
                roll(stack, ordering, node, next, userLoad, orderLoad);
            }
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
            addresses.assertStillTaken(stack, 0);
        }
    }

    /** One node of each service at a time. The first is the oldest, which is the hardest: it has all that there is once. */
    private static void roll(Devstack stack, Ordering ordering, int node, Deployment next, SteadyLoad... loads) {
        var replaced = Stream.of(stack.node("user-service", node), stack.node("order-service", node))
                .map(one -> CompletableFuture.runAsync(() -> replace(one, next), OwnThread::run))
                .toList();
        replaced.forEach(CompletableFuture::join);
        ordering.userCluster.awaitWhole();
        ordering.orderCluster.awaitWhole();
        Stream.of(loads).forEach(SteadyLoad::awaitProgress);
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
