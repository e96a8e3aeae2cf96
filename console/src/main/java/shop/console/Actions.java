package shop.console;

import java.net.http.HttpTimeoutException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/** What a person may do on the page: place a few calls of the public API, and make trouble where there is a devstack. */
final class Actions {
    private static final Pattern ORDER = Pattern.compile("/api/orders/([0-9a-f-]{36})/(cancel|ship|deliver)");
    private static final Pattern TROUBLE =
            Pattern.compile("/api/parts/([a-z0-9-]+)/(stop|start|restart|kill|freeze|thaw)");

    private final Settings settings;
    private final Peers peers;
    private final Gathering gathering;

    Actions(Settings settings, Peers peers, Gathering gathering) {
        this.settings = settings;
        this.peers = peers;
        this.gathering = gathering;
    }

    /** Does it; the answer is that of the service or of the devstack. Empty when there is no such action. */
    Optional<Answer> perform(String path, String json) {
        if (path.equals("/api/users")) {
            return Optional.of(call("user-service", "/v1/users", json));
        }
        if (path.equals("/api/orders")) {
            return Optional.of(call("order-service", "/v1/orders", json));
        }
        var order = ORDER.matcher(path);
        if (order.matches()) {
            return Optional.of(call("order-service", "/v1/orders/" + order.group(1) + ":" + order.group(2), json));
        }
        var trouble = TROUBLE.matcher(path);
        return trouble.matches()
                ? Optional.of(trouble("/parts/" + trouble.group(1) + "/" + trouble.group(2)))
                : Optional.empty();
    }

    private Answer call(String service, String path, String json) {
        return gathering
                .serving(service)
                .map(node -> outcome(node.api(), peers.callApi(node.api(), path, json)))
                .orElseGet(() -> Answer.refusal(503, "No instance of " + service + " takes traffic."));
    }

    private Answer trouble(String path) {
        return settings.control()
                .map(control -> outcome(
                        "The devstack",
                        peers.tell(control.uri().resolve(path), "Authorization", "Bearer " + control.token())))
                .orElseGet(() -> Answer.refusal(404, "Parts can be stopped only while ./run runs them."));
    }

    private static Answer outcome(String who, CompletableFuture<Answer> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            return e.getCause() instanceof HttpTimeoutException
                    ? Answer.refusal(504, who + " did not answer in time.")
                    : Answer.refusal(502, who + " cannot be reached.");
        }
    }
}
