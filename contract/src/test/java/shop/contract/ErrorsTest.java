package shop.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.contract.access.Access;
import shop.contract.errors.ErrorExample;
import shop.contract.errors.ErrorReason;
import shop.contract.errors.ErrorScope;
import shop.contract.errors.Errors;

/**
 * Every reason says what it means and how it looks. That the services answer no other is the compiler's business: their errors
 * take an {@link ErrorReason}.
 */
class ErrorsTest {
    private static final Pattern REASON = Pattern.compile("[A-Z][A-Z0-9_]{1,61}[A-Z0-9]");
    private static final Pattern OF_THE_EDGE = Pattern.compile("\"reason\":\"([A-Z_]+)\"");
    private static final Pattern OF_A_TABLE = Pattern.compile("`([A-Z]+(?:_[A-Z]+)+)`");

    static Stream<EnumValueDescriptor> reasons() {
        return ErrorReason.getDescriptor().getValues().stream().filter(value -> value.getNumber() != 0);
    }

    static Stream<MethodDescriptor> methods() {
        return AccessRulesTest.methods();
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void everyReasonHasADescriptionAndAnExample(EnumValueDescriptor reason) {
        assertThat(reason.getName()).matches(REASON);
        assertThat(comment(reason)).as("comment above %s", reason.getName()).isNotBlank();
        assertThat(example(reason).getMessage()).isNotBlank();
        assertThat(example(reason).getCodesList()).isNotEmpty();
    }

    @Test
    void everyReasonBelongsToSomeCalls() {
        var named = methods().flatMap(ErrorsTest::named).collect(Collectors.toSet());

        assertThat(reasons()
                        .filter(reason -> example(reason).getScope() == ErrorScope.ERROR_SCOPE_UNSPECIFIED)
                        .map(EnumValueDescriptor::getName))
                .containsExactlyInAnyOrderElementsOf(named);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aRefusalOfOwnersIsAmongTheReasonsOfItsMethod(MethodDescriptor method) {
        var rule = method.getOptions().getExtension(Access.access);
        if (rule.hasOwnerThrough()) {
            assertThat(named(method)).contains(rule.getOwnerThrough().getReason());
        }
    }

    @Test
    void whatTheEdgeAnswersIsInTheContract() throws IOException {
        var edge = Files.readString(Path.of("..", "deploy", "kubernetes", "components", "edge", "haproxy.cfg"));

        assertThat(found(OF_THE_EDGE, edge)).isNotEmpty().isSubsetOf(names());
    }

    @Test
    void theTableOfRefusalsNamesReasonsThatThereAre() throws IOException {
        var document = Files.readString(Path.of("..", "docs", "access.md"));
        var refusals = document.substring(document.indexOf("## Refusals"), document.indexOf("## Tokens"));

        assertThat(found(OF_A_TABLE, refusals)).isNotEmpty().isSubsetOf(names());
    }

    private static Set<String> names() {
        return reasons().map(EnumValueDescriptor::getName).collect(Collectors.toSet());
    }

    private static Stream<String> named(MethodDescriptor method) {
        return method.getOptions().getExtension(Errors.errors).getReasonsList().stream()
                .map(ErrorReason::name);
    }

    private static ErrorExample example(EnumValueDescriptor reason) {
        return reason.getOptions().getExtension(Errors.error);
    }

    /** By the position in the file: field 5 is its enums, field 2 of one its values. */
    private static String comment(EnumValueDescriptor reason) {
        var path = List.of(5, ErrorReason.getDescriptor().getIndex(), 2, reason.getIndex());
        return file().getSourceCodeInfo().getLocationList().stream()
                .filter(location -> location.getPathList().equals(path))
                .map(location -> location.getLeadingComments())
                .collect(Collectors.joining());
    }

    private static FileDescriptorProto file() {
        try (var contract = ErrorsTest.class.getResourceAsStream("/META-INF/contract.binpb")) {
            return FileDescriptorSet.parseFrom(contract).getFileList().stream()
                    .filter(file -> file.getName().equals(Errors.getDescriptor().getName()))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException("META-INF/contract.binpb", e);
        }
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
