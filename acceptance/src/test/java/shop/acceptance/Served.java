package shop.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import shop.devstack.ServiceNode;

/** What nodes say of the calls that they have served. */
final class Served {
    private Served() {}

    /** How many calls of one method all of these nodes have served since they started. */
    static long by(List<ServiceNode> nodes, Rpc<?, ?> rpc) {
        return nodes.stream().mapToLong(node -> by(node, rpc)).sum();
    }

    private static long by(ServiceNode node, Rpc<?, ?> rpc) {
        var method = "rpc_method=\"" + rpc.descriptor().getFullMethodName() + "\"";
        return metrics(node)
                .lines()
                .filter(line -> line.startsWith("rpc_server_call_duration_seconds_count{") && line.contains(method))
                .mapToLong(
                        line -> (long) Double.parseDouble(line.split("} ", 2)[1].split(" ")[0]))
                .sum();
    }

    private static String metrics(ServiceNode node) {
        var uri = URI.create("http://127.0.0.1:" + node.managementPort() + "/metrics");
        try (var body = uri.toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(uri + ": no answer", e);
        }
    }
}
