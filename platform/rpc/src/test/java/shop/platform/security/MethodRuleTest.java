package shop.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import shop.contract.access.Access;
import shop.contract.access.AccessRule;
import shop.contract.access.Through;

/** A node does not start with a method whose rule is missing or cannot be kept. */
class MethodRuleTest {

    @Test
    void aMethodWithoutARuleIsRefused() {
        var method = method(AccessRule.getDefaultInstance(), false, false);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> MethodRule.of(method))
                .withMessage("method test.Things.GetThing: no rule (expected: option (shop.access) in its proto file)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AccessControl(List.of(method.getService()), null, null));
    }

    @Test
    void aRuleWithNobodyInItIsRefused() {
        assertRefused(AccessRule.newBuilder(), "a rule that allows nobody");
    }

    @Test
    void anOwnerInAFieldThatIsNotThereOrNoTextIsRefused() {
        assertRefused(AccessRule.newBuilder().setRequestOwner("nobody"), "field: test.Thing.nobody");
        assertRefused(AccessRule.newBuilder().setRequestOwner("size"), "field: test.Thing.size");
        assertRefused(AccessRule.newBuilder().setAnswerOwner("owners"), "field: test.Thing.owners");
        assertThatCode(() -> MethodRule.of(
                        method(AccessRule.newBuilder().setAnswerOwner("owner").build(), true, false)))
                .doesNotThrowAnyException();
    }

    @Test
    void aStreamOfRequestsIsRefusedSinceItWouldPassNoInterceptor() {
        var method = method(AccessRule.newBuilder().addRoles("admin").build(), true, true);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> MethodRule.of(method))
                .withMessageContaining("a stream of requests");
    }

    @Test
    void aServiceHasNoRolesAndAUserIsNoService() {
        var rule = MethodRule.of(method(
                AccessRule.newBuilder()
                        .addRoles("admin")
                        .addServices("order-service")
                        .build(),
                true,
                false));

        assertThat(rule.grant(new Caller.Service("admin"), Optional.empty())).isEmpty();
        assertThat(rule.grant(new Caller.User("order-service", Set.of("order-service")), Optional.empty()))
                .isEmpty();
        assertThat(rule.grant(new Caller.Service("order-service"), Optional.empty()))
                .map(Grant::rule)
                .contains("service order-service");
        assertThat(rule.grant(new Caller.User("x", Set.of("a", "admin")), Optional.empty()))
                .map(Grant::rule)
                .contains("role admin");
    }

    @Test
    void whoHasARoleIsNotHeldToTheirOwn() {
        var rule = MethodRule.of(method(
                AccessRule.newBuilder().addRoles("admin").setRequestOwner("id").build(), true, false));

        assertThat(rule.grant(new Caller.User("x", Set.of("admin")), Optional.empty())
                        .orElseThrow()
                        .owner())
                .isEmpty();
        assertThat(rule.grant(new Caller.User("x", Set.of()), Optional.empty())
                        .orElseThrow()
                        .owner())
                .contains("x");
        assertThat(rule.grant(new Caller.Anonymous(), Optional.empty())).isEmpty();
        assertThat(rule.grant(new Caller.Service("x"), Optional.empty())).isEmpty();
    }

    @Test
    void anOwnerWhoIsNotBelievedComesThroughAServiceThatIs() {
        var rule = MethodRule.of(method(through("trader").build(), true, false));
        var user = new Caller.User("x", Set.of("support"));

        assertThat(rule.grant(user, Optional.empty())).isEmpty();
        assertThat(rule.grant(user, Optional.of("another"))).isEmpty();
        assertThat(rule.grant(user, Optional.of("trader")))
                .contains(new Grant(user, "owner through trader", Optional.of("x")));
        assertThat(rule.grant(new Caller.Service("trader"), Optional.of("trader")))
                .isEmpty();

        assertThat(rule.refusal(user, "m").reason()).isEqualTo("PRICE_NOT_YOURS");
        assertThat(rule.refusal(new Caller.Service("x"), "m").reason()).isEqualTo("ACCESS_DENIED");
        assertThat(rule.refusal(new Caller.Anonymous(), "m").reason()).isEqualTo("TOKEN_MISSING");
    }

    @Test
    void aWayThroughAServiceThatCannotBeToldIsRefused() {
        assertRefused(through(), "owner_through");
        assertRefused(through("trader").clearOwner(), "owner_through");
        var silent = through("trader");
        silent.getOwnerThroughBuilder().clearReason();
        assertRefused(silent, "owner_through");
    }

    private static AccessRule.Builder through(String... services) {
        return AccessRule.newBuilder()
                .addRoles("admin")
                .setRequestOwner("id")
                .setOwnerThrough(Through.newBuilder()
                        .addAllServices(List.of(services))
                        .setReason("PRICE_NOT_YOURS")
                        .setMessage("Come through a trader."));
    }

    private static void assertRefused(AccessRule.Builder rule, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MethodRule.of(method(rule.build(), true, false)))
                .withMessageContaining(message);
    }

    private static MethodDescriptor method(AccessRule rule, boolean withRule, boolean clientStreaming) {
        var file = FileDescriptorProto.newBuilder()
                .setName("things.proto")
                .setPackage("test")
                .setSyntax("proto3");
        var thing = file.addMessageTypeBuilder().setName("Thing");
        thing.addField(field("id", 1, FieldDescriptorProto.Type.TYPE_STRING));
        thing.addField(field("owner", 2, FieldDescriptorProto.Type.TYPE_STRING));
        thing.addField(field("size", 3, FieldDescriptorProto.Type.TYPE_INT32));
        thing.addField(field("owners", 4, FieldDescriptorProto.Type.TYPE_STRING)
                .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED));
        var method = file.addServiceBuilder()
                .setName("Things")
                .addMethodBuilder()
                .setName("GetThing")
                .setInputType(".test.Thing")
                .setOutputType(".test.Thing")
                .setClientStreaming(clientStreaming);
        if (withRule) {
            method.getOptionsBuilder().setExtension(Access.access, rule);
        }
        try {
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0])
                    .findServiceByName("Things")
                    .findMethodByName("GetThing");
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder().setName(name).setNumber(number).setType(type);
    }
}
