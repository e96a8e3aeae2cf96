package shop.discovery.consul.internal;

import akka.Done;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import shop.discovery.consul.CheckStatus;
import shop.discovery.consul.ConsulException;
import shop.discovery.consul.ServiceRegistration;
import shop.discovery.consul.Weights;

/** One instance at the agent: the requests that tell of it and ask for it. */
final class AgentService {
    private static final int NOT_FOUND = 404;
    private static final String MAINTENANCE = "_service_maintenance:";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ConsulClient client;
    private final ServiceRegistration registration;

    /**
     * How the instance stands at the agent.
     *
     * @param checks the worst of its checks, its maintenance left aside
     * @param maintenance why it is out of every look-up; empty: it is not under maintenance
     */
    record Standing(CheckStatus checks, Optional<String> maintenance, Weights weights) {}

    AgentService(ConsulClient client, ServiceRegistration registration) {
        this.client = client;
        this.registration = registration;
    }

    CompletionStage<Done> register(CheckStatus status, Weights weights) {
        return put("register", Map.of("replace-existing-checks", "true"), Optional.of(json(status, weights)));
    }

    /** Fails with status 404 if the agent does not know the instance. */
    CompletionStage<Done> enableMaintenance(String reason) {
        return put("maintenance", Map.of("enable", "true", "reason", reason), Optional.empty());
    }

    /** Fails with status 404 if the agent does not know the instance. */
    CompletionStage<Done> disableMaintenance() {
        return put("maintenance", Map.of("enable", "false"), Optional.empty());
    }

    CompletionStage<Done> deregister() {
        return orElseIfUnknown(
                put("deregister", Map.of(), Optional.empty()),
                () -> CompletableFuture.completedStage(Done.getInstance()));
    }

    /** Empty if the agent does not know the instance. */
    CompletionStage<Optional<Standing>> standing() {
        var path = List.of("agent", "health", "service", "id", registration.id());
        return orElseIfUnknown(
                client.getHealth(path).thenApply(answer -> Optional.of(standing(answer.body()))),
                () -> CompletableFuture.completedStage(Optional.empty()));
    }

    private Standing standing(JsonNode health) {
        var checks = CheckStatus.PASSING;
        var maintenance = Optional.<String>empty();
        for (var check : health.path("Checks")) {
            if (check.path("CheckID").asText().equals(MAINTENANCE + registration.id())) {
                maintenance = Optional.of(check.path("Notes").asText());
            } else {
                checks = checks.worse(CheckStatus.parse(check.path("Status").asText()));
            }
        }
        return new Standing(checks, maintenance, InstancesQuery.weights(health.path("Service")));
    }

    /** The stage, or the other one where the agent says that it does not know the instance. */
    static <T> CompletionStage<T> orElseIfUnknown(CompletionStage<T> stage, Supplier<CompletionStage<T>> otherwise) {
        return stage.exceptionallyCompose(
                failure -> status(failure) == NOT_FOUND ? otherwise.get() : CompletableFuture.failedStage(failure));
    }

    private static int status(Throwable failure) {
        return Failures.cause(failure) instanceof ConsulException refused
                ? refused.status()
                : ConsulException.NO_ANSWER;
    }

    private CompletionStage<Done> put(String action, Map<String, String> query, Optional<JsonNode> body) {
        var path = action.equals("register")
                ? List.of("agent", "service", action)
                : List.of("agent", "service", action, registration.id());
        return client.put(path, query, body).thenApply(answer -> Done.getInstance());
    }

    private JsonNode json(CheckStatus status, Weights weights) {
        var service = JSON.createObjectNode()
                .put("Name", registration.service())
                .put("ID", registration.id())
                .put("Address", registration.address())
                .put("Port", registration.port());
        service.set("Tags", JSON.valueToTree(registration.tags()));
        service.set("Meta", JSON.valueToTree(registration.meta()));
        service.putObject("Weights").put("Passing", weights.passing()).put("Warning", weights.warning());
        var check = registration.check();
        service.putArray("Checks")
                .addObject()
                // Consul keeps the state of a check that it knows by this id, whatever Status says: to start with a new
                // status a check needs a new id.
                .put("CheckID", "service:" + registration.id() + ":" + status.word())
                .put("Name", "HTTP of " + registration.id())
                .put("HTTP", check.url().toString())
                .put("TLSSkipVerify", "https".equals(check.url().getScheme()))
                .put("Interval", text(check.interval()))
                .put("Timeout", text(check.timeout()))
                .put("DeregisterCriticalServiceAfter", text(check.deregisterAfter()))
                .put("Status", status.word());
        return service;
    }

    private static String text(Duration duration) {
        var millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
