package shop.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.serialization.SerializationExtension;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.platform.cluster.CborSerializable;
import shop.platform.entity.Binding;
import shop.platform.entity.CallOrigin;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Request;

/**
 * Whatever crosses between nodes or is stored comes back as it was, and what earlier versions wrote can be read: stored for
 * ever, on the wire by the next release, whose nodes join those of this one. The golden files hold messages, events and
 * snapshots as the version wrote them that introduced them; they are added to with {@code -Dgolden.write=true}. Those of
 * events and snapshots are never changed; a message's may go one release after its last sender.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SerializationPromises {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

    private final ActorTestKit testKit =
            ActorTestKit.create(ConfigFactory.parseString("""
                            akka.actor.serialization-bindings."shop.platform.cluster.CborSerializable" = jackson-cbor
                            akka.actor.allow-java-serialization = off
                            """).withFallback(ConfigFactory.defaultReference()));

    private final EventMetadata metadata;
    private final CallOrigin call;

    /**
     * @param caller whom the samples' metadata names
     * @param at when the samples happened
     * @param method full name of the method that the sample of a call was made of
     */
    protected SerializationPromises(String caller, Instant at, String method) {
        metadata = new EventMetadata(
                "3f1c2f0e-4b0a-4a86-9c0e-1f6d2f6a7b10",
                caller,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                at);
        call = new CallOrigin(
                "7d0a3b52-5f0e-4a57-9a0f-0c5b5d3c2b10",
                method,
                "alice",
                "gateway",
                "role admin",
                "request-7",
                "0af7651916cd43dd8448eb211c80319c",
                "192.0.2.7");
    }

    /** Every type that crosses between nodes; of a sealed one all that it permits. */
    protected abstract Stream<Class<?>> sent();

    /** Every type that is stored: events and snapshots. */
    protected abstract Stream<Class<?>> stored();

    /** One of each type, the same in every run. */
    protected abstract Stream<CborSerializable> samples();

    /** Returns an event of a type of its own, caused as this says. */
    protected abstract CborSerializable event(EventMetadata metadata);

    /** Returns a message of a type of its own that carries this request. */
    protected abstract CborSerializable message(Request request);

    /** For the samples: what caused an event. */
    protected final EventMetadata metadata() {
        return metadata;
    }

    /** For the samples: what a request says of itself. */
    protected final Request request() {
        return new Request(metadata, "fingerprint", true);
    }

    /** For the samples: the same in every run, so that a golden file can name it. */
    protected final <T> ActorRef<T> nobody() {
        return testKit.system().deadLetters();
    }

    @AfterAll
    void stop() {
        testKit.shutdownTestKit();
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void everyMessageComesBackAsItWas(Class<?> type) throws IOException {
        var sample = sample(type);

        assertThat(read(type.getName(), bytes(sample))).isEqualTo(sample);
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void whatTheFirstVersionWroteIsRead(Class<?> type) throws IOException {
        requireGolden(sample(type), type.getName() + ".cbor");
    }

    /** Metadata of the first version said nothing of calls. */
    @Test
    void anEventThatSaysWhichCallItComesFromIsRead() throws IOException {
        var event = event(metadata.from(call));

        requireGolden(event, event.getClass().getName() + ".of-a-call.cbor");
    }

    Stream<Class<?>> everyMessage() {
        return Stream.concat(sent(), stored()).flatMap(SerializationPromises::leaves);
    }

    /** Those of the first version said nothing of copies; a node of that version reads what it knows. */
    @Test
    void aMessageWhoseCopiesAreRecognisableIsRead() throws IOException {
        var message = message(request().boundBy(new Binding("call-1", "period")));

        requireGolden(message, message.getClass().getName() + ".bound.cbor");
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(SerializationPromises::leaves)
                : Stream.of(type);
    }

    private CborSerializable sample(Class<?> type) {
        Map<Class<?>, CborSerializable> samples =
                samples().collect(Collectors.toMap(Object::getClass, Function.identity()));
        assertThat(samples).as("samples").containsKey(type);
        return samples.get(type);
    }

    private void requireGolden(Object sample, String name) throws IOException {
        var file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("golden.write") && !Files.exists(file)) {
            Files.createDirectories(GOLDEN);
            Files.write(file, bytes(sample));
        }

        assertThat(read(sample.getClass().getName(), Files.readAllBytes(file))).isEqualTo(sample);
    }

    private byte[] bytes(Object message) {
        return SerializationExtension.get(testKit.system()).serialize(message).get();
    }

    /** As a node does that finds these bytes under this manifest. */
    private Object read(String manifest, byte[] bytes) throws IOException {
        var serialization = SerializationExtension.get(testKit.system());
        var cbor = serialization.serializerFor(CborSerializable.class);
        return serialization.deserialize(bytes, cbor.identifier(), manifest).get();
    }
}
