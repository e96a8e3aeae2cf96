package shop.platform.grpc;

import akka.NotUsed;
import akka.grpc.javadsl.Metadata;
import akka.stream.javadsl.Source;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import java.util.concurrent.CompletionStage;

/** The power API of {@code grpc.health.v1.Health}. */
interface HealthApi {

    CompletionStage<HealthCheckResponse> check(HealthCheckRequest request, Metadata metadata);

    Source<HealthCheckResponse, NotUsed> watch(HealthCheckRequest request, Metadata metadata);
}
