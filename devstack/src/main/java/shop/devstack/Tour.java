package shop.devstack;

import java.util.List;

/** A few commands that show the system to somebody who sees it for the first time; each can be pasted as it is. */
final class Tour {
    private Tour() {}

    static List<String> commands(int userPort, int orderPort) {
        var users = "http://127.0.0.1:" + userPort + "/v1/users";
        var orders = "http://127.0.0.1:" + orderPort + "/v1/orders";
        return List.of(
                "id=$(curl -s " + users + " -H 'Content-Type: application/json'"
                        + " -d '{\"name\":\"Ada Lovelace\",\"email\":\"ada.'$RANDOM'@example.com\"}'"
                        + " | tee /dev/stderr | sed 's/.*\"id\": *\"\\([^\"]*\\)\".*/\\1/')",
                "curl -s " + users + "/$id",
                "curl -s " + orders + " -H 'Content-Type: application/json' -d '{\"user_id\":\"'$id'\",\"lines\":"
                        + "[{\"product_id\":\"coffee\",\"quantity\":2,"
                        + "\"unit_price\":{\"currency_code\":\"EUR\",\"units\":4,\"nanos\":500000000}}]}'",
                "curl -s " + orders + "?user_id=$id",
                Signals.program("npx").isPresent() ? grpc(userPort) : "curl -s " + users + "?page_size=10");
    }

    /** By reflection, which the dev profile has on. */
    private static String grpc(int port) {
        return "npx --yes @bufbuild/buf curl --protocol grpc --http2-prior-knowledge -d '{\"page_size\":10}' http://127.0.0.1:"
                + port + "/user.UserService/ListUsers";
    }
}
