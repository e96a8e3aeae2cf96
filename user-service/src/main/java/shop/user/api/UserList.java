package shop.user.api;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ListUsersResponse;
import shop.contract.user.UserStatus;
import shop.platform.grpc.PageToken;
import shop.platform.grpc.PageTokens;
import shop.platform.query.Page;
import shop.user.domain.UserDetails;
import shop.user.query.UserFilter;
import shop.user.query.UserQuery;

/** {@code ListUsers}: pages through the read model. */
final class UserList {
    static final int SIZE_DEFAULT = 50;
    static final int SIZE_MAX = 1000;

    private final UserQuery query;
    private final PageTokens tokens;

    UserList(UserQuery query, PageTokens tokens) {
        this.query = query;
        this.tokens = tokens;
    }

    CompletionStage<ListUsersResponse> page(ListUsersRequest in) {
        return tokens.of(in.toBuilder().clearPageSize().clearPageToken().build())
                .thenCompose(token -> page(in, token));
    }

    private CompletionStage<ListUsersResponse> page(ListUsersRequest in, PageToken token) {
        var validation = new Validation();
        var size = validation.between("page_size", in.getPageSize(), 0, SIZE_MAX);
        var filter = new UserFilter(
                status(in.getStatus(), validation),
                Validation.present(in.getEmail()).map(email -> validation.email("email", email)),
                Validation.present(in.getNamePrefix()).map(prefix -> validation.namePrefix("name_prefix", prefix)));
        var after = token.position(in.getPageToken(), validation);
        validation.orThrow();

        return query.page(filter, after, size == 0 ? SIZE_DEFAULT : size).thenApply(page -> response(page, token));
    }

    private static ListUsersResponse response(Page<UserDetails> page, PageToken token) {
        var response = ListUsersResponse.newBuilder();
        page.items().forEach(user -> response.addUsers(Messages.user(user)));
        page.next().ifPresent(next -> response.setNextPageToken(token.at(next)));
        return response.build();
    }

    private static Optional<shop.user.domain.UserStatus> status(UserStatus status, Validation validation) {
        return switch (status) {
            case USER_STATUS_UNSPECIFIED -> Optional.empty();
            case USER_STATUS_ACTIVE -> Optional.of(shop.user.domain.UserStatus.ACTIVE);
            case USER_STATUS_DEACTIVATED -> Optional.of(shop.user.domain.UserStatus.DEACTIVATED);
            case UNRECOGNIZED -> {
                validation.that(false, "status", "unknown (expected: a value of UserStatus)");
                yield Optional.empty();
            }
        };
    }
}
