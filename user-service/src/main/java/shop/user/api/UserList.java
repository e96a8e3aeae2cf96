package shop.user.api;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ListUsersResponse;
import shop.contract.user.UserStatus;
import shop.platform.grpc.PageTokens;
import shop.platform.grpc.PagedList;
import shop.platform.query.Page;
import shop.platform.query.Position;
import shop.user.domain.UserDetails;
import shop.user.query.UserFilter;
import shop.user.query.UserQuery;

/** {@code ListUsers}: pages through the read model. */
final class UserList extends PagedList<ListUsersRequest, Validation, UserFilter, UserDetails, ListUsersResponse> {
    private final UserQuery query;

    UserList(UserQuery query, PageTokens tokens) {
        super(tokens, Validation::new);
        this.query = query;
    }

    @Override
    protected UserFilter filter(ListUsersRequest in, Validation validation) {
        return new UserFilter(
                status(in.getStatus(), validation),
                Validation.present(in.getEmail()).map(email -> validation.email("email", email)),
                Validation.present(in.getNamePrefix()).map(prefix -> validation.namePrefix("name_prefix", prefix)));
    }

    @Override
    protected CompletionStage<Page<UserDetails>> read(UserFilter filter, Optional<Position> after, int size) {
        return query.page(filter, after, size);
    }

    @Override
    protected ListUsersResponse response(List<UserDetails> users, String nextToken) {
        return ListUsersResponse.newBuilder()
                .addAllUsers(users.stream().map(Messages::user).toList())
                .setNextPageToken(nextToken)
                .build();
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
