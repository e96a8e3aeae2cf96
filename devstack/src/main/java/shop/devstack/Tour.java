package shop.devstack;

import java.util.List;

/** Three commands that show the system to somebody who sees it for the first time; each can be pasted as it is. */
final class Tour {
    private Tour() {}

    static List<String> commands(int port) {
        var users = "http://127.0.0.1:" + port + "/v1/users";
        return List.of(
                "id=$(curl -s " + users + " -H 'Content-Type: application/json'"
                        + " -d '{\"name\":\"Ada Lovelace\",\"email\":\"ada.'$RANDOM'@example.com\"}'"
                        + " | tee /dev/stderr | sed 's/.*\"id\": *\"\\([^\"]*\\)\".*/\\1/')",
                "curl -s " + users + "/$id",
                Signals.program("npx").isPresent() ? grpc(port) : "curl -s " + users + "?page_size=10");
    }

    /** By reflection, which the dev profile has on. */
    private static String grpc(int port) {
        return "npx --yes @bufbuild/buf curl --protocol grpc --http2-prior-knowledge -d '{\"page_size\":10}' http://127.0.0.1:"
                + port + "/user.UserService/ListUsers";
    }
}
