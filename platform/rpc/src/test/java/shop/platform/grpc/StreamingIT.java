package shop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import shop.contract.user.User;

@Timeout(120)
class StreamingIT {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("shop.grpc.default-deadline = 1ms");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyAnswerArrivesInOrder() {
        List<User> users = new ArrayList<>();
        watch("7", new Metadata()).forEachRemaining(users::add);

        assertThat(users).extracting(User::getRevision).containsExactly(1L, 2L);
    }

    @Test
    void aFailureFollowsTheAnswersBeforeIt() {
        Iterator<User> users = watch("broken", new Metadata());

        assertThat(users.next().getRevision()).isEqualTo(1);
        assertThat(users.next().getRevision()).isEqualTo(2);
        assertThat(failure(users).getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void aStreamIsRefusedWithItsFailure() {
        assertThat(failure(watch("missing", new Metadata())).getStatus().getCode())
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void aStreamEndsAtTheDeadlineThatItsCallerGave() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), "500m");
        Iterator<User> users = watch("endless", headers);

        assertThat(users.next().getRevision()).isEqualTo(1);
        assertThat(users.next().getRevision()).isEqualTo(2);
        assertThat(failure(users).getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
    }

    @Test
    void aStreamWithoutADeadlineIsInFlightUntilItsCallerLeaves() {
        Context.CancellableContext call = Context.current().withCancellation();
        call.run(() -> {
            Iterator<User> users = watch("endless", new Metadata());
            assertThat(users.next().getRevision()).isEqualTo(1);
            assertThat(server.server.callsInFlight()).isEqualTo(1);
        });

        call.cancel(null);

        await().atMost(TestServer.PATIENCE).until(() -> server.server.callsInFlight() == 0);
    }

    private static Iterator<User> watch(String id, Metadata headers) {
        return server.watchUser(id, headers);
    }

    private static StatusRuntimeException failure(Iterator<User> users) {
        return catchThrowableOfType(StatusRuntimeException.class, users::hasNext);
    }
}
