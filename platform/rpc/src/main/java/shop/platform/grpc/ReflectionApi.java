package shop.platform.grpc;

import akka.NotUsed;
import akka.grpc.javadsl.Metadata;
import akka.stream.javadsl.Source;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;

/** The power API of {@code grpc.reflection.v1.ServerReflection}, whose messages are those of v1alpha on the wire. */
interface ReflectionApi {

    Source<ServerReflectionResponse, NotUsed> serverReflectionInfo(
            Source<ServerReflectionRequest, NotUsed> requests, Metadata metadata);
}
