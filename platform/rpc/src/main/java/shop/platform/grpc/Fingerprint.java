package shop.platform.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import shop.platform.entity.Sha256;

/**
 * A digest of a request's content, which distinguishes a repetition from a new request with an old id: the first 128
 * bits of the SHA-256 of the message's type and its deterministic wire form, base64url.
 */
public final class Fingerprint {
    private static final int BYTES = 16;

    private Fingerprint() {}

    public static String of(Message request) {
        try {
            var bytes = new byte[request.getSerializedSize()];
            var output = CodedOutputStream.newInstance(bytes);
            output.useDeterministicSerialization();
            request.writeTo(output);
            var sha256 = Sha256.start();
            sha256.update(request.getDescriptorForType().getName().getBytes(StandardCharsets.UTF_8));
            var digest = sha256.digest(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer of the message's size is enough for it", e);
        }
    }
}
