package shop.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.contract.order.OrderOuterClass;
import shop.contract.order.events.OrderEvents;
import shop.contract.user.UserOuterClass;
import shop.contract.user.events.UserEvents;

/**
 * What was released stays: every method, field number, field name, type and enum value, so that clients keep working
 * on the wire and in JSON. The released contract is the descriptor in {@code src/test/resources/released}; a release
 * renews it by {@code -Dcontract.release=true}.
 */
class CompatibilityTest {
    private static final Path RELEASED = Path.of("src", "test", "resources", "released");

    static List<FileDescriptor> contract() {
        return List.of(
                UserOuterClass.getDescriptor(),
                OrderOuterClass.getDescriptor(),
                UserEvents.getDescriptor(),
                OrderEvents.getDescriptor());
    }

    @ParameterizedTest
    @MethodSource("contract")
    void whateverWasReleasedIsStillThere(FileDescriptor current) throws IOException {
        if (Boolean.getBoolean("contract.release")) {
            Files.write(released(current.getName()), current.toProto().toByteArray());
        }

        assertThat(facts(current)).containsAll(facts(released(current)));
    }

    @Test
    void aChangedContractWouldBeNoticed() throws Exception {
        var current = UserOuterClass.getDescriptor();
        var renumbered = current.toProto().toBuilder();
        renumbered.getMessageTypeBuilder(0).getFieldBuilder(1).setNumber(77);
        var repeated = current.toProto().toBuilder();
        repeated.getMessageTypeBuilder(0).getFieldBuilder(1).setLabel(Label.LABEL_REPEATED);
        var withoutMethod = current.toProto().toBuilder();
        withoutMethod.getServiceBuilder(0).removeMethod(0);

        for (var broken : List.of(renumbered, repeated, withoutMethod)) {
            assertThat(facts(build(broken.build(), current)).containsAll(facts(current)))
                    .isFalse();
        }
    }

    private static Path released(String proto) {
        return RELEASED.resolve(proto.replace(".proto", ".binpb"));
    }

    private static FileDescriptor released(FileDescriptor current) throws IOException {
        try {
            return build(FileDescriptorProto.parseFrom(Files.readAllBytes(released(current.getName()))), current);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(
                    released(current.getName()) + " (expected: the descriptor of a contract)", e);
        }
    }

    private static FileDescriptor build(FileDescriptorProto proto, FileDescriptor current)
            throws DescriptorValidationException {
        return FileDescriptor.buildFrom(proto, current.getDependencies().toArray(FileDescriptor[]::new));
    }

    /** Every sentence that a client may rely on. */
    private static Set<String> facts(FileDescriptor file) {
        var facts = new TreeSet<String>();
        file.getServices().forEach(service -> service.getMethods().forEach(method -> facts.add(fact(method))));
        file.getMessageTypes().forEach(message -> add(message, facts));
        file.getEnumTypes().forEach(type -> add(type, facts));
        return facts;
    }

    private static String fact(MethodDescriptor method) {
        return "method " + method.getFullName() + "(" + stream(method.isClientStreaming())
                + method.getInputType().getFullName() + ") returns (" + stream(method.isServerStreaming())
                + method.getOutputType().getFullName() + ")";
    }

    private static String stream(boolean streaming) {
        return streaming ? "stream " : "";
    }

    private static void add(Descriptor message, Set<String> facts) {
        message.getFields().forEach(field -> facts.add(fact(field)));
        message.getNestedTypes().forEach(nested -> add(nested, facts));
        message.getEnumTypes().forEach(type -> add(type, facts));
    }

    private static String fact(FieldDescriptor field) {
        return "field " + field.getFullName() + " = " + field.getNumber() + ": " + type(field)
                + (field.isRepeated() ? " repeated" : "") + (field.hasPresence() ? " with presence" : "");
    }

    private static String type(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            default -> field.getType().name();
        };
    }

    private static void add(EnumDescriptor type, Set<String> facts) {
        type.getValues().forEach(value -> facts.add("value " + value.getFullName() + " = " + value.getNumber()));
    }
}
