package shop.platform.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds proto files by what is in them. Immutable once built. */
final class DescriptorIndex {

    private final Map<String, FileDescriptor> files = new HashMap<>();
    private final Map<String, FileDescriptor> symbols = new HashMap<>();
    private final Map<String, Map<Integer, FileDescriptor>> extensions = new HashMap<>();

    private DescriptorIndex() {}

    /** Returns an index of the files that define these services and of all that they import. */
    static DescriptorIndex of(List<ServiceDescriptor> services) {
        DescriptorIndex index = new DescriptorIndex();
        services.forEach(service -> index.add(service.getFile()));
        return index;
    }

    Optional<FileDescriptor> file(String name) {
        return Optional.ofNullable(files.get(name));
    }

    Optional<FileDescriptor> symbol(String fullName) {
        return Optional.ofNullable(symbols.get(fullName));
    }

    Optional<FileDescriptor> extension(String type, int number) {
        return Optional.ofNullable(extensions.getOrDefault(type, Map.of()).get(number));
    }

    Collection<Integer> extensions(String type) {
        return extensions.getOrDefault(type, Map.of()).keySet();
    }

    /** The file first, then everything that it imports. */
    Collection<FileDescriptor> withDependencies(FileDescriptor file) {
        Map<String, FileDescriptor> found = new LinkedHashMap<>();
        collect(file, found);
        return found.values();
    }

    private static void collect(FileDescriptor file, Map<String, FileDescriptor> found) {
        if (found.putIfAbsent(file.getName(), file) == null) {
            file.getDependencies().forEach(dependency -> collect(dependency, found));
        }
    }

    private void add(FileDescriptor file) {
        if (files.putIfAbsent(file.getName(), file) != null) {
            return;
        }
        file.getServices().forEach(service -> {
            symbols.put(service.getFullName(), file);
            service.getMethods().forEach(method -> symbols.put(method.getFullName(), file));
        });
        file.getMessageTypes().forEach(type -> add(type, file));
        file.getEnumTypes().forEach(type -> symbols.put(type.getFullName(), file));
        file.getExtensions().forEach(extension -> add(extension, file));
        file.getDependencies().forEach(this::add);
    }

    private void add(Descriptor type, FileDescriptor file) {
        symbols.put(type.getFullName(), file);
        type.getFields().forEach(field -> symbols.put(field.getFullName(), file));
        type.getNestedTypes().forEach(nested -> add(nested, file));
        type.getEnumTypes().forEach(nested -> symbols.put(nested.getFullName(), file));
        type.getExtensions().forEach(extension -> add(extension, file));
    }

    private void add(FieldDescriptor extension, FileDescriptor file) {
        symbols.put(extension.getFullName(), file);
        extensions
                .computeIfAbsent(extension.getContainingType().getFullName(), type -> new TreeMap<>())
                .put(extension.getNumber(), file);
    }
}
