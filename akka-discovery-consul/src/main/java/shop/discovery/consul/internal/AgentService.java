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

/** One instance at the agent: the requests that tell of it and ask for it. */
final class AgentService {
    private static final int NOT_FOUND = 404;
    private static final int HEALTH_WARNING = 429;
    private static final int HEALTH_CRITICAL = 503;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ConsulClient client;
    private final ServiceRegistration registration;

    AgentService(ConsulClient client, ServiceRegistration registration) {
        this.client = client;
        this.registration = registration;
    }

    CompletionStage<Done> register(CheckStatus status) {
        return put("register", Map.of("replace-existing-checks", "true"), Optional.of(json(status)));
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

    /** How the instance stands at the agent, its maintenance included; empty if the agent does not know it. */
    CompletionStage<Optional<CheckStatus>> health() {
        var path = List.of("agent", "health", "service", "id", registration.id());
        return client.get(path, Map.of())
                .thenApply(answer -> Optional.of(CheckStatus.PASSING))
                .exceptionallyCompose(failure -> switch (status(failure)) {
                    case NOT_FOUND -> CompletableFuture.completedStage(Optional.empty());
                    case HEALTH_WARNING -> CompletableFuture.completedStage(Optional.of(CheckStatus.WARNING));
                    case HEALTH_CRITICAL -> CompletableFuture.completedStage(Optional.of(CheckStatus.CRITICAL));
                    default -> CompletableFuture.failedStage(failure);
                });
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

    private JsonNode json(CheckStatus status) {
        var service = JSON.createObjectNode()
                .put("Name", registration.service())
                .put("ID", registration.id())
                .put("Address", registration.address())
                .put("Port", registration.port());
        service.set("Tags", JSON.valueToTree(registration.tags()));
        service.set("Meta", JSON.valueToTree(registration.meta()));
        service.putObject("Weights")
                .put("Passing", registration.weights().passing())
                .put("Warning", registration.weights().warning());
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
