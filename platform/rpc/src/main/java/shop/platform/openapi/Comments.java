package shop.platform.openapi;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.GenericDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the proto files say above their elements, by the elements' full names. Generated code has no comments, so each contract
 * on the class path has them in {@value #RESOURCE}, a {@code FileDescriptorSet} with source information.
 */
final class Comments {
    static final String RESOURCE = "META-INF/contract.binpb";

    // Numbers of the fields of FileDescriptorProto, DescriptorProto, EnumDescriptorProto and ServiceDescriptorProto.
    private static final int MESSAGES = 4;
    private static final int ENUMS = 5;
    private static final int SERVICES = 6;
    private static final int FIELDS_OR_VALUES_OR_METHODS = 2;
    private static final int NESTED_MESSAGES = 3;
    private static final int NESTED_ENUMS = 4;

    private final Map<String, String> byName = new HashMap<>();

    private Comments() {}

    /** Those of all contracts on the class path. Blocks. */
    static Comments onClassPath() {
        var comments = new Comments();
        try {
            for (var resource : resources()) {
                try (var stream = resource.openStream()) {
                    FileDescriptorSet.parseFrom(stream).getFileList().forEach(comments::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
        return comments;
    }

    private static List<URL> resources() throws IOException {
        return Collections.list(Comments.class.getClassLoader().getResources(RESOURCE));
    }

    /** The comment above an element; empty where there is none. */
    String of(GenericDescriptor element) {
        return of(element.getFullName());
    }

    String of(String fullName) {
        return byName.getOrDefault(fullName, "");
    }

    private void add(FileDescriptorProto file) {
        var texts = file.getSourceCodeInfo().getLocationList().stream()
                .filter(location -> !location.getLeadingComments().isBlank())
                .collect(Collectors.toMap(
                        location -> location.getPathList(),
                        location -> text(location.getLeadingComments()),
                        (first, second) -> first));
        var scope = file.getPackage();
        for (var i = 0; i < file.getMessageTypeCount(); i++) {
            add(file.getMessageType(i), scope, List.of(MESSAGES, i), texts);
        }
        for (var i = 0; i < file.getEnumTypeCount(); i++) {
            add(file.getEnumType(i), scope, List.of(ENUMS, i), texts);
        }
        for (var i = 0; i < file.getServiceCount(); i++) {
            var service = file.getService(i);
            var name = put(scope, service.getName(), List.of(SERVICES, i), texts);
            for (var k = 0; k < service.getMethodCount(); k++) {
                put(name, service.getMethod(k).getName(), List.of(SERVICES, i, FIELDS_OR_VALUES_OR_METHODS, k), texts);
            }
        }
    }

    private void add(DescriptorProto message, String scope, List<Integer> path, Map<List<Integer>, String> texts) {
        var name = put(scope, message.getName(), path, texts);
        for (var i = 0; i < message.getFieldCount(); i++) {
            put(name, message.getField(i).getName(), below(path, FIELDS_OR_VALUES_OR_METHODS, i), texts);
        }
        for (var i = 0; i < message.getNestedTypeCount(); i++) {
            add(message.getNestedType(i), name, below(path, NESTED_MESSAGES, i), texts);
        }
        for (var i = 0; i < message.getEnumTypeCount(); i++) {
            add(message.getEnumType(i), name, below(path, NESTED_ENUMS, i), texts);
        }
    }

    /** Values are siblings of their enum in protobuf's scopes, and below it in the names of the Java descriptors. */
    private void add(EnumDescriptorProto type, String scope, List<Integer> path, Map<List<Integer>, String> texts) {
        var name = put(scope, type.getName(), path, texts);
        for (var i = 0; i < type.getValueCount(); i++) {
            put(name, type.getValue(i).getName(), below(path, FIELDS_OR_VALUES_OR_METHODS, i), texts);
        }
    }

    private String put(String scope, String name, List<Integer> path, Map<List<Integer>, String> texts) {
        var fullName = scope.isEmpty() ? name : scope + "." + name;
        if (texts.containsKey(path)) {
            byName.put(fullName, texts.get(path));
        }
        return fullName;
    }

    private static List<Integer> below(List<Integer> path, int field, int index) {
        var longer = new ArrayList<>(path);
        longer.add(field);
        longer.add(index);
        return longer;
    }

    /** Lines without the space behind the slashes; an empty one stays the end of a paragraph. */
    private static String text(String comment) {
        return comment.lines()
                .map(String::strip)
                .collect(Collectors.joining("\n"))
                .strip();
    }
}
