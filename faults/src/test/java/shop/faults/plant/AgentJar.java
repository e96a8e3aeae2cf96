package shop.faults.plant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.ByteBuddy;

/** The agent as the JVM wants it. */
public final class AgentJar {
    private AgentJar() {}

    /** Writes it into {@code folder} and returns where it is. */
    public static Path in(Path folder) {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(new Attributes.Name("Premain-Class"), Agent.class.getName());
        attributes.put(new Attributes.Name("Can-Retransform-Classes"), "true");
        attributes.put(Attributes.Name.CLASS_PATH, location(ByteBuddy.class).toString());
        var jar = folder.resolve("agent.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (var name : List.of("Agent", "Switches", "Defect")) {
                add(out, name);
            }
            for (var advice : Advices.class.getDeclaredClasses()) {
                add(out, "Advices$" + advice.getSimpleName());
            }
            add(out, "Advices");
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + jar + " (expected: writable)", e);
        }
        return jar;
    }

    private static void add(JarOutputStream jar, String name) throws IOException {
        var path = "shop/faults/plant/" + name + ".class";
        jar.putNextEntry(new JarEntry(path));
        try (var bytes = Agent.class.getClassLoader().getResourceAsStream(path)) {
            bytes.transferTo(jar);
        }
        jar.closeEntry();
    }

    private static URL location(Class<?> type) {
        var location = type.getProtectionDomain().getCodeSource().getLocation();
        try {
            return location.toURI().toURL();
        } catch (URISyntaxException | IOException e) {
            throw new IllegalStateException("location: " + location + " (expected: a file)", e);
        }
    }
}
