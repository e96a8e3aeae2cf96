package shop.order.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.domain.Given.NOON;
import static shop.order.domain.Given.TEA_AND_CUP;
import static shop.order.domain.Given.USER_ID;
import static shop.order.domain.Given.VERIFIED;

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
 * ever, on the wire by the next release, whose nodes join those of this one. The golden files hold messages and events as
 * the version wrote them that introduced them; they are added to with {@code -Dgolden.write=true}. Those of events are
 * never changed; a message's may go one release after its last sender.
 */
class SerializationTest {
    private static final ActorTestKit TEST_KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
                            akka.actor.serialization-bindings."shop.platform.cluster.CborSerializable" = jackson-cbor
                            akka.actor.allow-java-serialization = off
                            """).withFallback(ConfigFactory.defaultReference()));
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

    private static final String ID = "5f0ce3c2-6a43-8a3e-9d0f-0f5f7a8f0c11";
    private static final EventMetadata METADATA = new EventMetadata(
            "3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b10",
            "web",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            NOON);
    private static final CallOrigin CALL = new CallOrigin(
            "7d0a3b52-5f0e-4a57-9a0f-0c5b5d3c2b10",
            "order.OrderService/CreateOrder",
            "alice",
            "gateway",
            "role admin",
            "request-7",
            "0af7651916cd43dd8448eb211c80319c",
            "192.0.2.7");
    private static final Request REQUEST = new Request(METADATA, "fingerprint", true);
    private static final OrderDetails ORDER = new OrderDetails(
            ID,
            USER_ID,
            TEA_AND_CUP.lines(),
            TEA_AND_CUP.total(),
            OrderStatus.CANCELLED,
            Optional.of(VERIFIED),
            Optional.of(EndReason.REQUESTED),
            NOON,
            NOON.plusSeconds(1),
            2);

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
        var sample = new OrderEvent.Created(
                USER_ID,
                TEA_AND_CUP.lines(),
                TEA_AND_CUP.total(),
                Optional.of(VERIFIED),
                1,
                "fingerprint",
                METADATA.from(CALL));

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
                        leaves(OrderCommand.class),
                        leaves(Reply.class),
                        Stream.of(OrderChanges.class),
                        everythingStored())
                .flatMap(types -> types);
    }

    static Stream<Class<?>> everythingStored() {
        return leaves(OrderEvent.class);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(SerializationTest::leaves)
                : Stream.of(type);
    }

    private static Map<Class<?>, CborSerializable> samples() {
        ActorRef<Reply> replyTo = nobody();
        ActorRef<OrderChanges> subscriber = nobody();
        return Stream.<CborSerializable>of(
                        new OrderCommand.Recall(REQUEST, replyTo),
                        new OrderCommand.Create(TEA_AND_CUP, Optional.of(VERIFIED), REQUEST, replyTo),
                        new OrderCommand.Get(replyTo),
                        new OrderCommand.Confirm(VERIFIED, METADATA, replyTo),
                        new OrderCommand.Reject(EndReason.USER_NOT_FOUND, METADATA, replyTo),
                        new OrderCommand.CancelForUser(8, METADATA, replyTo),
                        new OrderCommand.Cancel(2, REQUEST, replyTo),
                        new OrderCommand.Ship(2, REQUEST, replyTo),
                        new OrderCommand.Deliver(2, REQUEST, replyTo),
                        new OrderCommand.Subscribe(2, subscriber),
                        new OrderCommand.Unsubscribe(subscriber),
                        new OrderChanges(ID, 2, List.of(ORDER)),
                        new Reply.Accepted(ORDER),
                        new Rejection.OrderNotFound(ID),
                        new Rejection.UserNotFound(USER_ID),
                        new Rejection.UserDeactivated(USER_ID),
                        new Rejection.WrongStatus(ID, OrderStatus.PENDING, OrderStatus.SHIPPED),
                        new Rejection.StaleRevision(ID, 1, 2),
                        new Rejection.RequestIdReused(METADATA.requestId()),
                        new OrderEvent.Created(
                                USER_ID,
                                TEA_AND_CUP.lines(),
                                TEA_AND_CUP.total(),
                                Optional.of(VERIFIED),
                                1,
                                "fingerprint",
                                METADATA),
                        new OrderEvent.Confirmed(USER_ID, VERIFIED, 2, METADATA),
                        new OrderEvent.Rejected(USER_ID, EndReason.VERIFICATION_TIMEOUT, 2, METADATA),
                        new OrderEvent.Shipped(USER_ID, 2, "fingerprint", METADATA),
                        new OrderEvent.Delivered(USER_ID, 3, "fingerprint", METADATA),
                        new OrderEvent.Cancelled(USER_ID, EndReason.REQUESTED, 2, "fingerprint", METADATA))
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
        var cbor = serialization.serializerFor(OrderEvent.Shipped.class);
        return serialization.deserialize(bytes, cbor.identifier(), manifest).get();
    }
}
