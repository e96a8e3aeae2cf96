package shop.platform.grpc;

import akka.grpc.internal.Codec;
import akka.grpc.internal.Gzip;
import akka.util.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import shop.platform.call.ApiException;

/**
 * gRPC's gzip codec with a bound: it unpacks no more than the maximum message size, since small frames can unpack to
 * gigabytes.
 */
final class BoundedGzip extends Codec {

    private final int maxSize;

    BoundedGzip(int maxSize) {
        this.maxSize = maxSize;
    }

    @Override
    public String name() {
        return Gzip.name();
    }

    @Override
    public ByteString compress(ByteString uncompressed) {
        return Gzip.compress(uncompressed);
    }

    /**
     * @throws ApiException RESOURCE_EXHAUSTED when the unpacked message is too large
     */
    @Override
    public ByteString uncompress(ByteString compressed) {
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(compressed.toArray()))) {
            byte[] bytes = unpacked.readNBytes(maxSize + 1);
            if (bytes.length > maxSize) {
                throw RequestBytes.tooLarge(maxSize);
            }
            return ByteString.fromArrayUnsafe(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ByteString uncompress(boolean isCompressed, ByteString bytes) {
        return isCompressed ? uncompress(bytes) : bytes;
    }
}
