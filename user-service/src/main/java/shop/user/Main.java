package shop.user;

import shop.platform.node.Node;

/** Runs a node of user-service. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Node.run("user-service", "db/user", UserService::new);
    }
}
