package shop.devstack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A few commands that show the system to somebody who sees it for the first time; each can be pasted as it is. */
final class Tour {
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(8);

    private final String users;
    private final String orders;
    private final List<String> commands = new ArrayList<>();

    private Tour(Devstack stack) {
        users = stack.node("user-service", 0).uri() + "/v1/users";
        orders = stack.node("order-service", 0).uri() + "/v1/orders";
    }

    static List<String> commands(Devstack stack) {
        var tour = new Tour(stack);
        if (stack.tls().isPresent()) {
            tour.secure(stack);
        } else {
            tour.walk("curl -s ");
            tour.commands.add(
                    SystemProgram.onPath("npx").isPresent() ? grpc(stack) : "curl -s " + tour.users + "?page_size=10");
        }
        return tour.commands;
    }

    private void secure(Devstack stack) {
        var token = stack.issuer().token("developer", List.of("admin"), TOKEN_LIFETIME);
        commands.add("token=" + token);
        commands.add("ca=" + stack.tls().orElseThrow().authority());
        walk("curl -s --cacert \"$ca\" -H \"Authorization: Bearer $token\" ");
        commands.add("curl -s --cacert \"$ca\" " + users + "/$id");
    }

    private void walk(String curl) {
        commands.add("id=$(" + curl + users + " -H 'Content-Type: application/json'"
                + " -d '{\"name\":\"Ada Lovelace\",\"email\":\"ada.'$RANDOM'@example.com\"}'"
                + " | tee /dev/stderr | sed 's/.*\"id\": *\"\\([^\"]*\\)\".*/\\1/')");
        commands.add(curl + users + "/$id");
        commands.add(curl + orders + " -H 'Content-Type: application/json' -d '{\"user_id\":\"'$id'\",\"lines\":"
                + "[{\"product_id\":\"coffee\",\"quantity\":2,"
                + "\"unit_price\":{\"currency_code\":\"EUR\",\"units\":4,\"nanos\":500000000}}]}'");
        // The list is a moment behind.
        commands.add("sleep 1; " + curl + "\"" + orders + "?user_id=$id\"");
    }

    /** By reflection, which the dev profile has on. */
    private static String grpc(Devstack stack) {
        return "npx --yes @bufbuild/buf curl --protocol grpc --http2-prior-knowledge -d '{\"page_size\":10}' "
                + stack.node("user-service", 0).uri() + "/user.UserService/ListUsers";
    }
}
