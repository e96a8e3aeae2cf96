package shop.acceptance;

import java.net.URI;

/** Where the services of the system under test are, for tests that ask for nothing else of it. */
record Endpoints(JsonClient users, JsonClient orders) {
    /** Of the system that {@code -Dtarget} names, unless {@code -Dshop.users} and {@code -Dshop.orders} say otherwise. */
    static Endpoints ofTarget() {
        return new Endpoints(
                new JsonClient(usersOfTarget()),
                new JsonClient(URI.create(System.getProperty("shop.orders", "http://127.0.0.1:8081"))));
    }

    static URI usersOfTarget() {
        return URI.create(System.getProperty("shop.users", "http://127.0.0.1:8080"));
    }
}
