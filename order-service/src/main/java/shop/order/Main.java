package shop.order;

import shop.order.users.GuardedUserDirectory;
import shop.platform.node.Node;

/** Runs a node of order-service. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Node.run("order-service", "db/order", system -> new OrderService(system, GuardedUserDirectory.create(system)));
    }
}
