package shop.platform.grpc;

import com.google.protobuf.Message;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Page tokens of all lists of a service, signed with one secret. Thread-safe. */
public final class PageTokens {
    private final Supplier<CompletionStage<byte[]>> key;

    /**
     * @param key the secret, the same on every node; it is read again whenever it could not be read
     */
    public PageTokens(Supplier<CompletionStage<byte[]>> key) {
        this.key = key;
    }

    /**
     * Returns the tokens of the list that a request asks for.
     *
     * @param filter the request without the fields that may change from page to page: its size and its token
     */
    public CompletionStage<PageToken> of(Message filter) {
        return key.get().thenApply(secret -> new PageToken(secret, Fingerprint.of(filter)));
    }
}
