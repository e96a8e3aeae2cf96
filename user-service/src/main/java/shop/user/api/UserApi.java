package shop.user.api;

import akka.grpc.javadsl.Metadata;
import com.google.protobuf.Message;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.DeactivateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.ListUsersResponse;
import shop.contract.user.ReactivateUserRequest;
import shop.contract.user.UpdateUserRequest;
import shop.contract.user.User;
import shop.contract.user.UserServicePowerApi;
import shop.platform.grpc.CallContext;
import shop.platform.grpc.PageTokens;
import shop.platform.node.EntityApi;
import shop.platform.security.Grant;
import shop.user.domain.PersonalData;
import shop.user.domain.Rejection;
import shop.user.domain.Reply;
import shop.user.domain.UserChange;
import shop.user.domain.UserId;
import shop.user.domain.UserStatus;
import shop.user.domain.Users;
import shop.user.query.UserQuery;

/** {@code user.UserService}: checks what comes in, asks the domain, says what came of it. Never blocks. */
public final class UserApi extends EntityApi implements UserServicePowerApi {
    private final Users users;
    private final UserList list;
    private final TakenAnswers taken = new TakenAnswers();

    public UserApi(Users users, UserQuery query, PageTokens tokens, Clock clock) {
        super(Refusals.USER, clock);
        this.users = users;
        this.list = new UserList(query, tokens);
    }

    @Override
    public CompletionStage<User> getUser(GetUserRequest in, Metadata metadata) {
        var validation = new Validation();
        var id = validation.userId("id", in.getId());
        validation.orThrow();
        requirePossible(id);

        return answer(users.get(id, timeout(metadata)));
    }

    @Override
    public CompletionStage<User> createUser(CreateUserRequest in, Metadata metadata) {
        var validation = new Validation();
        var personal =
                new PersonalData(validation.name("name", in.getName()), validation.email("email", in.getEmail()));
        var requestId = validation.requestId("request_id", in.getRequestId());
        validation.orThrow();

        var request = request(requestId, in, metadata);
        return answer(users.create(UserId.forCreation(request), personal, request, timeout(metadata)));
    }

    @Override
    public CompletionStage<User> updateUser(UpdateUserRequest in, Metadata metadata) {
        var validation = new Validation();
        var id = validation.userId("id", in.getId());
        var change = new UserChange(
                in.hasName() ? Optional.of(validation.name("name", in.getName())) : Optional.empty(),
                in.hasEmail() ? Optional.of(validation.email("email", in.getEmail())) : Optional.empty());
        var revision = validation.revision("revision", in.getRevision());
        var requestId = validation.requestId("request_id", in.getRequestId());
        validation.that(in.hasName() || in.hasEmail(), "name", "absent, and email too (expected: at least one)");
        validation.orThrow();
        requirePossible(id);

        var request = request(requestId, in, metadata);
        var owner = in.hasEmail() ? Grant.of(CallContext.of(metadata)).owner() : Optional.<String>empty();
        owner.ifPresent(taken::take);
        return answer(users.update(id, change, revision, request, timeout(metadata))
                .whenComplete((reply, failure) -> {
                    if (!(reply instanceof Rejection.EmailTaken)) {
                        owner.ifPresent(taken::giveBack);
                    }
                }));
    }

    @Override
    public CompletionStage<User> deactivateUser(DeactivateUserRequest in, Metadata metadata) {
        return changeStatus(UserStatus.DEACTIVATED, in.getId(), in.getRevision(), in.getRequestId(), in, metadata);
    }

    @Override
    public CompletionStage<User> reactivateUser(ReactivateUserRequest in, Metadata metadata) {
        return changeStatus(UserStatus.ACTIVE, in.getId(), in.getRevision(), in.getRequestId(), in, metadata);
    }

    @Override
    public CompletionStage<ListUsersResponse> listUsers(ListUsersRequest in, Metadata metadata) {
        return list.page(in);
    }

    private CompletionStage<User> changeStatus(
            UserStatus status, String userId, long revision, String requestId, Message in, Metadata metadata) {
        var validation = new Validation();
        var id = validation.userId("id", userId);
        validation.revision("revision", revision);
        var repeatable = validation.requestId("request_id", requestId);
        validation.orThrow();
        requirePossible(id);

        return answer(users.changeStatus(id, status, revision, request(repeatable, in, metadata), timeout(metadata)));
    }

    private static CompletionStage<User> answer(CompletionStage<Reply> reply) {
        return answer(reply, accepted -> Messages.user(accepted.user()), Refusals::describe);
    }
}
