package shop.bench;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import shop.contract.user.CreateUserRequest;
import shop.contract.user.GetUserRequest;
import shop.contract.user.User;
import shop.contract.user.UserService;
import shop.contract.user.UserStatus;

/** The calls of user.UserService that are measured. */
final class UserCalls {
    /** As large as a real user: what the yardstick servers answer. */
    static final User CONSTANT_USER = User.newBuilder()
            .setId("3f2b8c1e-5d0a-4c7b-9e6f-0123456789ab")
            .setName("Bench User 123456")
            .setEmail("user123456@bench.example.com")
            .setStatus(UserStatus.USER_STATUS_ACTIVE)
            .setCreateTime(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(123_456_000))
            .setUpdateTime(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(123_456_000))
            .setRevision(1)
            .build();

    static final MethodDescriptor<GetUserRequest, User> GET_USER =
            unary("GetUser", GetUserRequest.getDefaultInstance(), User.getDefaultInstance());
    static final MethodDescriptor<CreateUserRequest, User> CREATE_USER =
            unary("CreateUser", CreateUserRequest.getDefaultInstance(), User.getDefaultInstance());

    private UserCalls() {}

    /**
     * Creates users whose e-mail addresses are unique within this object; remembers those acknowledged.
     *
     * @param repeatable whether each request has a {@code request_id}, as those of callers do who try again
     */
    static Operation<CreateUserRequest, User> create(Acknowledged created, boolean repeatable) {
        var numbers = new AtomicLong();
        // Taken per object, so that a second one on the same database does not meet the first one's addresses.
        var salt = Long.toString(System.nanoTime(), Character.MAX_RADIX);
        return new Operation<>(
                CREATE_USER,
                () -> {
                    var number = numbers.incrementAndGet();
                    return CreateUserRequest.newBuilder()
                            .setName("Bench User " + number)
                            .setEmail("user" + number + "." + salt + "@bench.example.com")
                            .setRequestId(repeatable ? requestId() : "")
                            .build();
                },
                (request, user) -> {
                    if (user.getId().isEmpty() || !user.getEmail().equals(request.getEmail())) {
                        return false;
                    }
                    created.add(user.getId());
                    return true;
                });
    }

    /** Reads {@code workingSet} of the users created so far, each as often as any other. */
    static Operation<GetUserRequest, User> get(Acknowledged created, int workingSet) {
        return new Operation<>(
                GET_USER,
                () -> GetUserRequest.newBuilder().setId(created.any(workingSet)).build(),
                (request, user) -> user.getId().equals(request.getId()));
    }

    /** The same call with nothing behind it, for a yardstick server. */
    static Operation<GetUserRequest, User> getConstant() {
        return new Operation<>(
                GET_USER,
                () -> GetUserRequest.newBuilder().setId(CONSTANT_USER.getId()).build(),
                (request, user) -> user.getId().equals(request.getId()));
    }

    /** A call with nothing behind it on the service's own server: its health. */
    static Operation<HealthCheckRequest, HealthCheckResponse> empty() {
        return new Operation<>(
                HealthGrpc.getCheckMethod(),
                HealthCheckRequest::getDefaultInstance,
                (request, health) -> health.getStatus() == ServingStatus.SERVING);
    }

    /** Not from SecureRandom, which would cost the driver as much as the call. */
    private static String requestId() {
        var random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> unary(
            String method, Q request, R answer) {
        return Operation.unary(UserService.name, method, request, answer);
    }
}
