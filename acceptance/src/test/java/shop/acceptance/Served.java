package shop.acceptance;

import java.util.List;
import shop.devstack.ServiceNode;

/** What nodes say of the calls that they have served. */
final class Served {
    private Served() {}

    /** How many calls of one method all of these nodes have served since they started. */
    static long by(Access access, List<ServiceNode> nodes, Rpc<?, ?> rpc) {
        return nodes.stream().mapToLong(node -> by(access, node, rpc)).sum();
    }

    private static long by(Access access, ServiceNode node, Rpc<?, ?> rpc) {
        var method = "rpc_method=\"" + rpc.descriptor().getFullMethodName() + "\"";
        return Scrape.of(access, node).samples().stream()
                .filter(line -> line.startsWith("rpc_server_call_duration_seconds_count{") && line.contains(method))
                .mapToLong(
                        line -> (long) Double.parseDouble(line.split("} ", 2)[1].split(" ")[0]))
                .sum();
    }
}
