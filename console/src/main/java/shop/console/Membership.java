package shop.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The cluster as one of its nodes sees it, by Akka Management's {@code /cluster/members}. Nodes are known by their Artery
 * addresses there.
 *
 * @param self the node that was asked
 * @param members each one's status, such as {@code Up}
 */
record Membership(String self, String leader, String oldest, Map<String, String> members, List<String> unreachable) {
    static Membership read(JsonNode answer) {
        var members = new LinkedHashMap<String, String>();
        StreamSupport.stream(answer.path("members").spliterator(), false)
                .sorted(Comparator.comparing(member -> member.path("node").asText()))
                .forEach(member -> members.put(
                        member.path("node").asText(), member.path("status").asText()));
        return new Membership(
                answer.path("selfNode").asText(),
                answer.path("leader").asText(),
                answer.path("oldest").asText(),
                members,
                StreamSupport.stream(answer.path("unreachable").spliterator(), false)
                        .map(member -> member.path("node").asText())
                        .toList());
    }

    /** Of the node that was asked; empty when it is none. */
    String status() {
        return members.getOrDefault(self, "");
    }
}
