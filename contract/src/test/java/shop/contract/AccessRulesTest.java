package shop.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.contract.access.Access;
import shop.contract.access.AccessRule;
import shop.contract.errors.Errors;
import shop.contract.limits.Limits;

/** No method of ours is without an access rule, and docs/access.md shows them all. */
class AccessRulesTest {
    private static final Path PROTOS = Path.of("..", "src", "main", "protobuf");
    private static final Path DOCUMENT = Path.of("..", "docs", "access.md");
    private static final Set<String> ROLES = Set.of("admin", "support", "fulfilment", "registrar", "storefront");
    private static final Set<String> SERVICES = Set.of("user-service", "order-service", "storefront");

    private static final String BEGIN = "<!-- From the options (shop.access) by AccessRulesTest -->\n";
    private static final String END = "<!-- End -->";

    static Stream<MethodDescriptor> methods() {
        return files().flatMap(file -> file.getServices().stream()).flatMap(service -> service.getMethods().stream());
    }

    private static Stream<FileDescriptor> files() {
        return Stream.concat(
                CompatibilityTest.contract().stream(),
                Stream.of(Access.getDescriptor(), Errors.getDescriptor(), Limits.getDescriptor()));
    }

    @Test
    void everyFileOfTheContractIsLookedAt() throws IOException {
        try (var protos = Files.list(PROTOS)) {
            assertThat(files().map(FileDescriptor::getName))
                    .containsExactlyInAnyOrderElementsOf(
                            protos.map(file -> file.getFileName().toString()).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodSaysWhoMayCallIt(MethodDescriptor method) {
        assertThat(method.getOptions().hasExtension(Access.access))
                .as("option (shop.access) of %s", method.getFullName())
                .isTrue();
        assertThat(rule(method)).isNotEqualTo(AccessRule.getDefaultInstance());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void rolesAndServicesAreOnesThatThereAre(MethodDescriptor method) {
        assertThat(ROLES).containsAll(rule(method).getRolesList());
        assertThat(SERVICES).containsAll(rule(method).getServicesList());
        assertThat(SERVICES).containsAll(rule(method).getOwnerThrough().getServicesList());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theOwnerIsInAFieldThatThereIs(MethodDescriptor method) {
        var rule = rule(method);
        switch (rule.getOwnerCase()) {
            case REQUEST_OWNER ->
                assertThat(method.getInputType().findFieldByName(rule.getRequestOwner()))
                        .isNotNull();
            case ANSWER_OWNER -> {
                assertThat(method.getOutputType().findFieldByName(rule.getAnswerOwner()))
                        .isNotNull();
                assertThat(method.getOutputType().findFieldByName("id")).isNotNull();
            }
            case OWNER_NOT_SET -> assertThat(rule.getRolesCount()).isPositive();
        }
    }

    /** {@code -Daccess.write=true} writes the table. */
    @Test
    void theDocumentShowsTheRules() throws IOException {
        var document = Files.readString(DOCUMENT);
        var begin = document.indexOf(BEGIN) + BEGIN.length();
        var end = document.indexOf(END);
        if (Boolean.getBoolean("access.write")) {
            Files.writeString(DOCUMENT, document.substring(0, begin) + table() + document.substring(end));
            return;
        }

        assertThat(document.substring(begin, end)).isEqualTo(table());
    }

    private static String table() {
        return methods().map(AccessRulesTest::row).collect(Collectors.joining("\n", """

                | method | roles | services | a user without such a role |
                |---|---|---|---|
                """, "\n\n"));
    }

    private static String row(MethodDescriptor method) {
        var rule = rule(method);
        var owner =
                switch (rule.getOwnerCase()) {
                    case REQUEST_OWNER -> "for themselves: `" + rule.getRequestOwner() + "` of the request";
                    case ANSWER_OWNER -> "on their own: `" + rule.getAnswerOwner() + "` of the object";
                    case OWNER_NOT_SET -> "no";
                };
        if (rule.hasOwnerThrough()) {
            owner += ", through " + list(rule.getOwnerThrough().getServicesList()) + " only; else `"
                    + rule.getOwnerThrough().getReason() + "`";
        }
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        method.getService().getFullName() + "/" + method.getName(),
                        list(rule.getRolesList()),
                        list(rule.getServicesList()),
                        owner);
    }

    private static String list(List<String> names) {
        return String.join(", ", names);
    }

    private static AccessRule rule(MethodDescriptor method) {
        return method.getOptions().getExtension(Access.access);
    }
}
