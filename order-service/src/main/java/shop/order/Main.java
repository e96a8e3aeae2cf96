package shop.order;

import akka.actor.typed.ActorSystem;
import java.util.concurrent.CompletableFuture;
import shop.order.domain.UserStanding;
import shop.order.users.UserDirectory;
import shop.platform.node.Node;

/** Runs a node of order-service. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Node.run("db/order", system -> new OrderService(system, Main::directory));
    }

    /** Knows nobody, so every order waits for its verification. */
    private static UserDirectory directory(ActorSystem<?> system) {
        return (userId, deadline) -> CompletableFuture.completedFuture(new UserStanding.Undetermined());
    }
}
