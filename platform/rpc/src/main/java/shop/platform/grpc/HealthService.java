package shop.platform.grpc;

import akka.NotUsed;
import akka.grpc.javadsl.Metadata;
import akka.japi.function.Function;
import akka.stream.OverflowStrategy;
import akka.stream.javadsl.Source;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthProto;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;

/** {@code grpc.health.v1}: all services of a node have the node's status, as has the empty name. */
final class HealthService implements HealthApi {

    private final ServerHealth health;
    private final Set<String> services;

    private HealthService(ServerHealth health, Set<String> services) {
        this.health = health;
        this.services = services;
    }

    static GrpcService of(ServerHealth health, Set<String> services) {
        return GrpcService.of(
                HealthProto.getDescriptor().findServiceByName("Health"),
                HealthApi.class,
                new HealthService(health, services));
    }

    @Override
    public CompletionStage<HealthCheckResponse> check(HealthCheckRequest request, Metadata metadata) {
        if (isUnknown(request.getService())) {
            return CompletableFuture.failedFuture(
                    ApiException.builder(Code.NOT_FOUND, ErrorReason.UNKNOWN_SERVICE, "No such service.")
                            .resource("service", request.getService())
                            .build());
        }
        return CompletableFuture.completedFuture(answer(status(health.status())));
    }

    @Override
    public Source<HealthCheckResponse, NotUsed> watch(HealthCheckRequest request, Metadata metadata) {
        boolean unknown = isUnknown(request.getService());
        // A slow watcher misses only states that have changed again since.
        return Source.<ServingStatus>queue(1, OverflowStrategy.dropHead())
                .mapMaterializedValue(queue -> {
                    Runnable stop = health.watch(
                            changed -> queue.offer(unknown ? ServingStatus.SERVICE_UNKNOWN : status(changed)),
                            queue::complete);
                    queue.watchCompletion().whenComplete((done, failure) -> stop.run());
                    return NotUsed.getInstance();
                })
                .statefulMapConcat(HealthService::changes)
                .map(HealthService::answer);
    }

    private static Function<ServingStatus, Iterable<ServingStatus>> changes() {
        AtomicReference<ServingStatus> last = new AtomicReference<>();
        return next -> last.getAndSet(next) == next ? List.of() : List.of(next);
    }

    private boolean isUnknown(String service) {
        return !service.isEmpty() && !services.contains(service);
    }

    private static ServingStatus status(shop.platform.grpc.ServingStatus status) {
        return status == shop.platform.grpc.ServingStatus.SERVING ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }

    private static HealthCheckResponse answer(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }
}
