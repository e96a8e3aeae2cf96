package shop.user.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.user.domain.Given.ALICE;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.serialization.SerializationExtension;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.platform.cluster.CborSerializable;
import shop.platform.entity.Request;
import shop.platform.journal.CallOrigin;
import shop.platform.journal.EventMetadata;

/**
 * Whatever crosses between nodes or is stored comes back as it was, and what earlier versions wrote can be read: stored for
 * ever, on the wire by the next release, whose nodes join those of this one. The golden files hold messages, events and
 * snapshots as the version wrote them that introduced them; they are added to with {@code -Dgolden.write=true}. Those of
 * events and snapshots are never changed; a message's may go one release after its last sender.
 */
class SerializationTest {
    private static final ActorTestKit TEST_KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
                            akka.actor.serialization-bindings."shop.platform.cluster.CborSerializable" = jackson-cbor
                            akka.actor.allow-java-serialization = off
                            """).withFallback(ConfigFactory.defaultReference()));
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

    private static final String ID = "0b9be1b6-8f1c-4b8e-a1f0-2d0f6a1c9a01";
    private static final EventMetadata METADATA = new EventMetadata(
            "3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b10",
            "order-service",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Given.NOON);
    private static final CallOrigin CALL = new CallOrigin(
            "7d0a3b52-5f0e-4a57-9a0f-0c5b5d3c2b10",
            "user.UserService/CreateUser",
            "alice",
            "gateway",
            "role admin",
            "request-7",
            "0af7651916cd43dd8448eb211c80319c",
            "192.0.2.7");
    private static final Request REQUEST = new Request(METADATA, "fingerprint", true);
    private static final EmailKey EMAIL = EmailKey.of(ALICE.email());
    private static final EmailClaim CLAIM = new EmailClaim(EMAIL, ID, 3);
    private static final UserDetails USER =
            new UserDetails(ID, ALICE, UserStatus.DEACTIVATED, Given.NOON, Given.NOON.plusSeconds(1), 2);

    @AfterAll
    static void stop() {
        TEST_KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void everyMessageComesBackAsItWas(Class<?> type) throws IOException {
        var sample = samples().get(type);
        assertThat(sample).as("a sample of " + type).isNotNull();

        assertThat(read(type.getName(), bytes(sample))).isEqualTo(sample);
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void whatTheFirstVersionWroteIsRead(Class<?> type) throws IOException {
        requireGolden(samples().get(type), type.getName() + ".cbor");
    }

    /** Metadata of the first version said nothing of calls. */
    @Test
    void anEventThatSaysWhichCallItComesFromIsRead() throws IOException {
        var sample = new UserEvent.Created(ALICE, 3, 1, "fingerprint", METADATA.from(CALL));

        requireGolden(sample, sample.getClass().getName() + ".of-a-call.cbor");
    }

    private static void requireGolden(Object sample, String name) throws IOException {
        var file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("golden.write") && !Files.exists(file)) {
            Files.createDirectories(GOLDEN);
            Files.write(file, bytes(sample));
        }

        assertThat(read(sample.getClass().getName(), Files.readAllBytes(file))).isEqualTo(sample);
    }

    static Stream<Class<?>> everyMessage() {
        return Stream.of(
                        leaves(UserCommand.class),
                        leaves(Reply.class),
                        leaves(Renunciation.class),
                        leaves(EmailAddress.Command.class),
                        Stream.of(EmailAddress.Decision.class, EmailAddress.Released.class),
                        everythingStored())
                .flatMap(types -> types);
    }

    static Stream<Class<?>> everythingStored() {
        return Stream.of(
                        leaves(UserEvent.class),
                        leaves(EmailAddress.Event.class),
                        Stream.of(UserState.class, EmailAddress.State.class))
                .flatMap(types -> types);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(SerializationTest::leaves)
                : Stream.of(type);
    }

    private static Map<Class<?>, CborSerializable> samples() {
        ActorRef<Reply> replyTo = nobody();
        ActorRef<Renunciation> renunciation = nobody();
        ActorRef<EmailAddress.Decision> decision = nobody();
        ActorRef<EmailAddress.Released> released = nobody();
        return Stream.<CborSerializable>of(
                        new UserCommand.Recall(REQUEST, replyTo),
                        new UserCommand.Create(ALICE, 3, REQUEST, replyTo),
                        new UserCommand.Get(replyTo),
                        new UserCommand.Update(
                                new UserChange(Optional.of("Alice B"), Optional.empty()), 3, 2, REQUEST, replyTo),
                        new UserCommand.ChangeStatus(UserStatus.ACTIVE, 2, REQUEST, replyTo),
                        new UserCommand.Renounce(CLAIM, REQUEST, renunciation),
                        new Reply.Accepted(USER, List.of(CLAIM)),
                        new Rejection.UserNotFound(ID),
                        new Rejection.EmailTaken(ID),
                        new Rejection.StaleRevision(ID, 1, 2),
                        new Rejection.RequestIdReused(METADATA.requestId()),
                        new Rejection.ClaimLost(CLAIM),
                        new Renunciation.Refused(),
                        new Renunciation.Renounced(),
                        new EmailAddress.Claim(ID, REQUEST, decision),
                        new EmailAddress.Transfer(CLAIM, ID, REQUEST, decision),
                        new EmailAddress.Release(CLAIM, REQUEST, released),
                        new EmailAddress.Decision(CLAIM),
                        new EmailAddress.Released(),
                        new UserEvent.Created(ALICE, 3, 1, "fingerprint", METADATA),
                        new UserEvent.Updated(ALICE, 3, 2, "fingerprint", METADATA),
                        new UserEvent.Deactivated(2, "fingerprint", METADATA),
                        new UserEvent.Reactivated(3, "fingerprint", METADATA),
                        new UserEvent.Unchanged("fingerprint", METADATA),
                        new UserEvent.EmailRenounced(EMAIL, 3, METADATA),
                        new EmailAddress.Claimed(ID, 3, METADATA),
                        new EmailAddress.Freed(3, METADATA),
                        new UserState(
                                ID,
                                List.of(USER),
                                3,
                                Map.of(EMAIL.value(), 2L),
                                List.of(new UserState.Answer(METADATA.requestId(), "fingerprint", USER))),
                        new EmailAddress.State(ID, 3))
                .collect(Collectors.toMap(Object::getClass, sample -> sample));
    }

    /** The same in every run, so that a golden file can name it. */
    private static <T> ActorRef<T> nobody() {
        return TEST_KIT.system().deadLetters();
    }

    private static byte[] bytes(Object message) {
        return SerializationExtension.get(TEST_KIT.system()).serialize(message).get();
    }

    /** As a node does that finds these bytes under this manifest. */
    private static Object read(String manifest, byte[] bytes) throws IOException {
        var serialization = SerializationExtension.get(TEST_KIT.system());
        var cbor = serialization.serializerFor(UserState.class);
        return serialization.deserialize(bytes, cbor.identifier(), manifest).get();
    }
}
