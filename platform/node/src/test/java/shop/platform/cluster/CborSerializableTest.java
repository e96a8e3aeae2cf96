package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CborSerializableTest {
    private static TestNode node;

    sealed interface Reply extends CborSerializable {
        record Accepted(long revision, Instant at) implements Reply {}

        record Refused(Reason reason) implements Reply {}
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(Reason.Unknown.class), @JsonSubTypes.Type(Reason.Stale.class)})
    sealed interface Reason {
        record Unknown() implements Reason {}

        record Stale(long expected) implements Reason {}
    }

    record Change(
            Optional<String> name,
            Optional<Instant> until,
            Duration within,
            List<Long> numbers,
            ActorRef<Reply> replyTo)
            implements CborSerializable {}

    record One(String only) implements CborSerializable {}

    record Plain(String text) implements Serializable {}

    @BeforeAll
    static void start() {
        node = TestNode.start("");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    static List<CborSerializable> messages() {
        ActorRef<Reply> replyTo = node.system()
                .systemActorOf(Behaviors.empty(), "reply-to-" + System.nanoTime(), akka.actor.typed.Props.empty());
        var now = Instant.parse("2026-11-24T01:02:03.123456789Z");
        return List.of(
                new Change(
                        Optional.of("Ada"),
                        Optional.of(now),
                        Duration.ofMillis(1500),
                        List.of(1L, Long.MAX_VALUE),
                        replyTo),
                new Change(Optional.empty(), Optional.empty(), Duration.ZERO, List.of(), replyTo),
                new One("one"),
                new Outdated("period"),
                new Reply.Accepted(3, now),
                new Reply.Refused(new Reason.Stale(2)),
                new Reply.Refused(new Reason.Unknown()));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aRecordComesBackFromCborAsItWas(CborSerializable message) throws Exception {
        var serialization = SerializationExtension.get(node.system().classicSystem());
        var serializer = serialization.findSerializerFor(message);
        var bytes = serialization.serialize(message).get();

        var back = serialization
                .deserialize(bytes, serializer.identifier(), Serializers.manifestFor(serializer, message))
                .get();

        assertThat(serializer.identifier()).isEqualTo(33);
        assertThat(back).isEqualTo(message);
    }

    @Test
    void noClassNameIsWrittenIntoTheBytes() {
        var serialization = SerializationExtension.get(node.system().classicSystem());

        var bytes =
                serialization.serialize(new Reply.Refused(new Reason.Stale(2))).get();

        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .contains("Stale")
                .doesNotContain("shop.platform");
    }

    @Test
    void whatIsNotMarkedIsNotSerialized() {
        var serialization = SerializationExtension.get(node.system().classicSystem());

        assertThatThrownBy(() -> serialization.serialize(new Plain("x")).get())
                .hasMessageContaining("Java serialization");
    }
}
