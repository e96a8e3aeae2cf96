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
import java.util.function.Function;
import scala.jdk.javaapi.CollectionConverters;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;
import shop.platform.call.Excerpt;

/**
 * How messages are framed: gRPC, gRPC-Web or gRPC-Web in base64. Answers are never compressed.
 *
 * @param writer frames answers
 * @param plain reads uncompressed requests
 * @param gzip reads requests with gzip frames
 * @param text the same format in bytes, where this one is text
 */
record WireFormat(
        GrpcProtocolWriter writer, GrpcProtocolReader plain, GrpcProtocolReader gzip, Optional<WireFormat> text) {

    // Flag and length.
    private static final int FRAME = 5;
    private static final String ENCODING = "grpc-encoding";

    /** Returns the formats by media subtype, with or without {@code +proto}. */
    static Map<String, WireFormat> bySubtype(int maxMessageSize) {
        BoundedGzip gzip = new BoundedGzip(maxMessageSize);
        Map<String, WireFormat> formats = new HashMap<>();
        WireFormat web = of(GrpcProtocolWeb::newReader, GrpcProtocolWeb.newWriter(identity()), gzip, Optional.empty());
        register(
                formats,
                "grpc",
                of(GrpcProtocolNative::newReader, GrpcProtocolNative.newWriter(identity()), gzip, Optional.empty()));
        register(formats, "grpc-web", web);
        register(
                formats,
                "grpc-web-text",
                of(GrpcProtocolWebText::newReader, GrpcProtocolWebText.newWriter(identity()), gzip, Optional.of(web)));
        return Map.copyOf(formats);
    }

    /**
     * Returns the reader for a request.
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
                        ErrorReason.UNKNOWN_ENCODING,
                        ENCODING + ": " + Excerpt.of(encoding.get()) + " (expected: identity or gzip)")
                .build();
    }

    /**
     * Returns the one message of a body, unpacked.
     *
     * @throws ApiException when there is not exactly one message, or the body is malformed
     */
    ByteString single(HttpRequest request, ByteString body) {
        GrpcProtocolReader reader = text.orElse(this).reader(request);
        try {
            ByteString framed =
                    text.isPresent() ? ByteString.fromArrayUnsafe(Base64Parts.decode(body.toArrayUnsafe())) : body;
            return reader.decodeSingleFrame().apply(framed);
        } catch (ApiException | VirtualMachineError failure) {
            throw failure;
        } catch (Throwable failure) { // what the decoder throws for a short frame is no Exception
            throw RequestBytes.malformed(failure);
        }
    }

    /**
     * Returns how many bytes of a body a message of this size may take: with its frame, and in base64 four bytes for
     * three.
     */
    int limit(int messageSize) {
        return (messageSize + FRAME) / 3 * 4 + 4;
    }

    /**
     * Returns an answer that is only a failure. In gRPC it has headers alone (the protocol's "Trailers-Only"): clients
     * retry only calls whose answer has not begun.
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
            Function<Codec, GrpcProtocolReader> reader,
            GrpcProtocolWriter writer,
            Codec gzip,
            Optional<WireFormat> text) {
        return new WireFormat(writer, reader.apply(identity()), reader.apply(gzip), text);
    }

    private static void register(Map<String, WireFormat> formats, String subtype, WireFormat format) {
        formats.put(subtype, format);
        formats.put(subtype + "+proto", format);
    }

    private static Codec identity() {
        return akka.grpc.internal.Identity$.MODULE$;
    }
}
