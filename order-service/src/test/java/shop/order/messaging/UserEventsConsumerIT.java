package shop.order.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shop.contract.user.events.UserCreated;
import shop.contract.user.events.UserDeactivated;
import shop.contract.user.events.UserEvent;
import shop.contract.user.events.UserReactivated;
import shop.contract.user.events.UserUpdated;
import shop.devstack.PostgresServer;
import shop.platform.journal.DatabaseSettings;
import shop.platform.journal.Migrations;
import shop.platform.messaging.PoisonException;
import shop.platform.messaging.ReceivedRecord;
import shop.testkit.TestNode;

/** What the consumer makes of the published language, in the replica. */
class UserEventsConsumerIT {
    private static DatabaseSettings database;
    private final UserEventsConsumer consumer = new UserEventsConsumer();
    private final UUID user = UUID.randomUUID();

    @BeforeAll
    static void create() {
        database = DatabaseSettings.from(TestNode.config(PostgresServer.shared().createDatabase()));
        Migrations.run(database, "db/order");
    }

    @Test
    void keepsWhatThisServiceHasToKnowOfUsers() throws SQLException {
        try (var connection = database.connect()) {
            process(connection, event(1).setCreated(UserCreated.getDefaultInstance()));
            assertThat(replica(connection)).isEqualTo("ACTIVE 1 0 1970-01-01 00:00:01+00");

            process(
                    connection,
                    event(2).setUpdated(UserUpdated.getDefaultInstance()),
                    event(3).setDeactivated(UserDeactivated.getDefaultInstance()));
            assertThat(replica(connection)).isEqualTo("DEACTIVATED 3 3 1970-01-01 00:00:03+00");

            process(connection, event(4).setReactivated(UserReactivated.getDefaultInstance()));
            assertThat(replica(connection)).isEqualTo("ACTIVE 4 3 1970-01-01 00:00:04+00");
        }
    }

    @Test
    void anEventOfAKindThatIsNotKnownYetDoesNotConcernIt() throws SQLException {
        var field = UnknownFieldSet.Field.newBuilder().addVarint(1).build();
        var fromTheFuture = event(2).setUnknownFields(
                        UnknownFieldSet.newBuilder().addField(99, field).build());
        try (var connection = database.connect()) {
            process(connection, event(1).setCreated(UserCreated.getDefaultInstance()), fromTheFuture);

            assertThat(replica(connection)).startsWith("ACTIVE 1 0");
        }
    }

    @Test
    void anEventThatMakesNoSenseIsPoison() throws SQLException {
        var nobody = event(1).setUserId("nobody").setCreated(UserCreated.getDefaultInstance());
        var never = event(0).setCreated(UserCreated.getDefaultInstance());
        try (var connection = database.connect()) {
            assertThatThrownBy(() -> consumer.verify(received(event(1).setUserId("1-1-1-1-1")
                            .setCreated(UserCreated.getDefaultInstance())
                            .build())))
                    .isInstanceOf(PoisonException.class);
            assertThatThrownBy(() -> process(connection, nobody)).isInstanceOf(PoisonException.class);
            assertThatThrownBy(() -> process(connection, never)).isInstanceOf(PoisonException.class);
        }
    }

    @Test
    void aTimeThatIsNoneIsPoisonAndTheFirstAndLastOnesAreTaken() throws SQLException {
        var created = UserCreated.getDefaultInstance();
        for (var seconds :
                new long[] {Long.MIN_VALUE, -62_135_596_801L, 253_402_300_800L, 9_300_000_000_000L, Long.MAX_VALUE}) {
            var time = Timestamp.newBuilder().setSeconds(seconds);
            assertThatThrownBy(() -> consumer.verify(
                            received(event(1).setTime(time).setCreated(created).build())))
                    .isInstanceOf(PoisonException.class)
                    .hasMessageStartingWith("time: " + seconds + " s, 0 ns (expected: 0001-01-01T00:00:00Z to ");
        }
        try (var connection = database.connect()) {
            var first = Timestamp.newBuilder().setSeconds(-62_135_596_800L);
            var last = Timestamp.newBuilder().setSeconds(253_402_300_799L).setNanos(999_999_999);
            process(connection, event(1).setTime(first).setCreated(created));
            process(connection, event(2).setTime(last).setUpdated(UserUpdated.getDefaultInstance()));

            assertThat(replica(connection)).startsWith("ACTIVE 2 0");
        }
    }

    @Test
    void whyAnEventIsPoisonQuotesNothingOfIt() throws SQLException {
        var email = event(1).setUserId("ada@example.com").setCreated(UserCreated.getDefaultInstance());
        try (var connection = database.connect()) {
            assertThatThrownBy(() -> process(connection, email))
                    .isInstanceOf(PoisonException.class)
                    .hasMessage("user_id: not shown (expected: a UUID)");
        }
    }

    private UserEvent.Builder event(long revision) {
        return UserEvent.newBuilder()
                .setUserId(user.toString())
                .setRevision(revision)
                .setTime(Timestamp.newBuilder().setSeconds(revision));
    }

    private void process(Connection connection, UserEvent.Builder... events) throws SQLException {
        consumer.process(
                connection,
                Stream.of(events)
                        .map(UserEvent.Builder::build)
                        .map(this::received)
                        .toList());
    }

    private ReceivedRecord<UserEvent> received(UserEvent event) {
        return new ReceivedRecord<>(
                user.toString(),
                UserEvent.getDescriptor().getFullName(),
                "User|" + user,
                event.getRevision(),
                "",
                event);
    }

    private String replica(Connection connection) throws SQLException {
        var columns = List.of("status", "revision", "deactivation_revision", "updated_at");
        var sql = "select concat_ws(' ', " + String.join(", ", columns) + ") from user_replica where user_id = ?";
        try (var statement = connection.prepareStatement("set time zone 'UTC'")) {
            statement.execute();
        }
        try (var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, user);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
