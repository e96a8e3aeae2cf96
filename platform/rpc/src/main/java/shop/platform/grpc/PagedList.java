package shop.platform.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import shop.platform.query.Page;
import shop.platform.query.Position;

/**
 * A method that lists in pages: its request has the fields {@code page_size} and {@code page_token}, and all others are the filter,
 * which stays the same from page to page. Thread-safe.
 *
 * @param <Q> request
 * @param <V> the validation of the request's fields
 * @param <F> filter
 * @param <T> items
 * @param <A> response
 */
public abstract class PagedList<Q extends Message, V extends RequestValidation, F, T, A> {
    private static final int SIZE_DEFAULT = 50;
    private static final int SIZE_MAX = 1000;
    private static final String SIZE = "page_size";
    private static final String TOKEN = "page_token";

    private final PageTokens tokens;
    private final Supplier<V> validations;

    /** @param validations makes one per request */
    protected PagedList(PageTokens tokens, Supplier<V> validations) {
        this.tokens = tokens;
        this.validations = validations;
    }

    /** Returns the filter; the validation records what is wrong with it. */
    protected abstract F filter(Q request, V validation);

    /**
     * Reads a page.
     *
     * @param after the position before the page; empty: at the beginning
     * @param size at least 1
     */
    protected abstract CompletionStage<Page<T>> read(F filter, Optional<Position> after, int size);

    /** @param nextToken empty: there is no further page */
    protected abstract A response(List<T> items, String nextToken);

    /** Answers the request. */
    public final CompletionStage<A> page(Q request) {
        var filter = request.toBuilder()
                .clearField(field(request, SIZE))
                .clearField(field(request, TOKEN))
                .build();
        return tokens.of(filter).thenCompose(token -> page(request, token));
    }

    private CompletionStage<A> page(Q request, PageToken token) {
        var validation = validations.get();
        var size = validation.between(SIZE, (int) request.getField(field(request, SIZE)), 0, SIZE_MAX);
        var filter = filter(request, validation);
        var after = token.position((String) request.getField(field(request, TOKEN)), validation);
        validation.orThrow();

        return read(filter, after, size == 0 ? SIZE_DEFAULT : size)
                .thenApply(page ->
                        response(page.items(), page.next().map(token::at).orElse("")));
    }

    private static FieldDescriptor field(Message request, String name) {
        return request.getDescriptorForType().findFieldByName(name);
    }
}
