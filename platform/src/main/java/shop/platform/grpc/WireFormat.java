package shop.platform.grpc;

import akka.grpc.GrpcProtocol.GrpcProtocolReader;
import akka.grpc.GrpcProtocol.GrpcProtocolWriter;
import akka.grpc.Trailers;
import akka.grpc.internal.Codec;
import akka.grpc.internal.GrpcEntityHelpers;
import akka.grpc.internal.GrpcProtocolNative;
import akka.grpc.internal.GrpcProtocolWeb;
import akka.grpc.internal.GrpcProtocolWebText;
import akka.grpc.internal.GrpcResponseHelpers;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.util.ByteString;
import io.grpc.Status.Code;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How messages are framed: gRPC, gRPC-Web or gRPC-Web in base64. Answers are never compressed.
 *
 * @param writer frames answers
 * @param plain reads uncompressed requests
 * @param gzip reads requests with gzip frames
 */
record WireFormat(GrpcProtocolWriter writer, GrpcProtocolReader plain, GrpcProtocolReader gzip) {

    // Flag and length.
    private static final int FRAME = 5;
    private static final String ENCODING = "grpc-encoding";

    /** The formats by media subtype, with or without {@code +proto}. */
    static Map<String, WireFormat> bySubtype(int maxMessageSize) {
        BoundedGzip gzip = new BoundedGzip(maxMessageSize);
        Map<String, WireFormat> formats = new HashMap<>();
        register(formats, "grpc", of(GrpcProtocolNative::newReader, GrpcProtocolNative.newWriter(identity()), gzip));
        register(formats, "grpc-web", of(GrpcProtocolWeb::newReader, GrpcProtocolWeb.newWriter(identity()), gzip));
        register(
                formats,
                "grpc-web-text",
                of(GrpcProtocolWebText::newReader, GrpcProtocolWebText.newWriter(identity()), gzip));
        return Map.copyOf(formats);
    }

    /**
     * The reader for a request.
     *
     * @throws ApiException UNIMPLEMENTED when the request is compressed by anything but gzip
     */
    GrpcProtocolReader reader(HttpRequest request) {
        Optional<String> encoding = request.getHeader(ENCODING).map(header -> header.value());
        if (encoding.isEmpty() || encoding.get().equals(identity().name())) {
            return plain;
        }
        if (encoding.get().equals(gzip.messageEncoding().name())) {
            return gzip;
        }
        throw ApiException.builder(
                        Code.UNIMPLEMENTED,
                        "UNKNOWN_ENCODING",
                        ENCODING + ": " + Excerpt.of(encoding.get()) + " (expected: identity or gzip)")
                .build();
    }

    /** How many bytes of a body a message of this size may take: its frame, and in base64 four bytes for three. */
    int limit(int messageSize) {
        return (messageSize + FRAME) / 3 * 4 + 4;
    }

    /**
     * An answer that is nothing but a failure. In gRPC it is headers alone (the protocol's "Trailers-Only"): clients retry only
     * calls whose answer has not begun.
     */
    HttpResponse failed(Trailers trailers) {
        if (!writer.contentType().equals(GrpcProtocolNative.contentType())) {
            return GrpcResponseHelpers.status(trailers, writer);
        }
        HttpResponse response = HttpResponse.create()
                .withEntity(HttpEntities.create(writer.contentType(), ByteString.emptyByteString()));
        return response.addHeaders(
                CollectionConverters.asJava(GrpcEntityHelpers.trailer(trailers.status(), trailers.metadata())
                                .trailers())
                        .stream()
                        .<HttpHeader>map(header -> RawHeader.create(header.lowercaseName(), header.value()))
                        .toList());
    }

    private static WireFormat of(
            java.util.function.Function<Codec, GrpcProtocolReader> reader, GrpcProtocolWriter writer, Codec gzip) {
        return new WireFormat(writer, reader.apply(identity()), reader.apply(gzip));
    }

    private static void register(Map<String, WireFormat> formats, String subtype, WireFormat format) {
        formats.put(subtype, format);
        formats.put(subtype + "+proto", format);
    }

    private static Codec identity() {
        return akka.grpc.internal.Identity$.MODULE$;
    }
}
