package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import user.UserOuterClass.CreateUserRequest;
import user.UserOuterClass.GetUserRequest;
import user.UserServiceGrpc;

/** Stubs generated from the contract's first published text, by grpc-java alone, against the system as it is now. */
@Tag(SharedSystem.ALSO_SECURE)
@Tag(SharedSystem.ANYWHERE)
@ExtendWith(SharedSystem.class)
class SeedClientIT {
    private static UserServiceGrpc.UserServiceBlockingStub client(Shop shop) {
        return UserServiceGrpc.newBlockingStub(shop.channel()).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    @Test
    void aClientOfTheFirstContractCreatesAndReadsAUser(Shop shop) {
        var email = Shop.newEmail();

        var created = client(shop)
                .createUser(CreateUserRequest.newBuilder()
                        .setName("Ada Lovelace")
                        .setEmail(email)
                        .build());
        var read = client(shop)
                .getUser(GetUserRequest.newBuilder().setId(created.getId()).build());

        assertThat(created.getId()).isNotBlank();
        assertThat(created.getName()).isEqualTo("Ada Lovelace");
        assertThat(created.getEmail()).isEqualTo(email);
        assertThat(read.getId()).isEqualTo(created.getId());
        assertThat(read.getName()).isEqualTo(created.getName());
        assertThat(read.getEmail()).isEqualTo(created.getEmail());
    }

    @Test
    void aClientOfTheFirstContractLearnsThatAUserIsUnknown(Shop shop) {
        var unknown = GetUserRequest.newBuilder().setId("nobody-has-this-id").build();

        var failure = catchThrowableOfType(
                StatusRuntimeException.class, () -> client(shop).getUser(unknown));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }
}
