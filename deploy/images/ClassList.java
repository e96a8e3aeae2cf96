import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Prints the classes that are worth archiving: of the dependencies, all of each package from which a start has loaded some, and
 * of the JDK those that it archives itself. By package, because no two starts load quite the same classes, and the list is to
 * change with the dependencies alone: an archived class that is not needed costs only space.
 *
 * <p>Only for the build of the images. Usage: {@code ClassList JARS_FOLDER LOADED_CLASSES_FILE}
 */
final class ClassList {
    /** Loaded by every node as soon as its database answers, and so not in the rehearsal. */
    private static final String DATABASE_SIDE = "(com/zaxxer/hikari/(pool|util)|org/postgresql/(core|jdbc|util|ssl|hostchooser)"
            + "|org/flywaydb/core/(api|internal)|akka/persistence/(typed|jdbc|serialization|query)|akka/projection"
            + "|akka/cluster/sharding|slick/(basic|jdbc|util)|com/fasterxml/jackson/(databind|dataformat/cbor)"
            + "|org/apache/kafka/(clients/(producer|consumer)|common/(requests|protocol|network|record|metrics|config)))(/.*)?";

    private ClassList() {}

    public static void main(String[] arguments) throws IOException {
        var classes = new TreeSet<>(named(Path.of(System.getProperty("java.home"), "lib", "classlist")));
        var loaded = named(Path.of(arguments[1])).stream().map(ClassList::packageOf).collect(Collectors.toSet());
        Predicate<String> wanted = name -> loaded.contains(packageOf(name)) || packageOf(name).matches(DATABASE_SIDE);
        try (var jars = Files.newDirectoryStream(Path.of(arguments[0]), "*.jar")) {
            for (var jar : jars) {
                classesOf(jar).filter(wanted).forEach(classes::add);
            }
        }
        classes.forEach(System.out::println);
    }

    /** What the JVM writes: a class a line, and more after a blank; lines with another beginning are not about classes. */
    private static Set<String> named(Path list) throws IOException {
        try (var lines = Files.lines(list)) {
            return lines.filter(line -> !line.startsWith("#") && !line.startsWith("@"))
                    .map(line -> line.split(" ", 2)[0])
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<String> classesOf(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.stream().map(ZipEntry::getName).toList().stream()
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .map(name -> name.substring(0, name.length() - ".class".length()));
        }
    }

    private static String packageOf(String className) {
        return className.substring(0, Math.max(0, className.lastIndexOf('/')));
    }
}
