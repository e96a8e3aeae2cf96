package shop.devstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An archive of the classes that a program of ours loads (class-data sharing), which halves the time that its JVM takes to start.
 * The first start of a class path writes down which classes it loads; once the program is ready, another JVM makes the archive of
 * them in the background, and later starts use it. The archive's name tells the JVM's version and every jar's size and time, so
 * that a new build gets a new one. Safe for use by several threads.
 */
final class ClassArchive {
    private static final Set<Path> UNDER_WAY = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger LISTS = new AtomicInteger();

    private final Path folder;
    private final String name;
    private volatile Start last;

    /** What the last start was given. */
    private record Start(List<Path> jars, Path archive, Path list) {}

    /**
     * @param folder where archives are kept; made when needed
     * @param name of the program
     */
    ClassArchive(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** Returns the same as {@link #options}, for a start that uses an archive but makes none. */
    List<String> optionsOfUse(String classPath) {
        var jars = entries(classPath).stream().filter(Files::isRegularFile).toList();
        return !jars.isEmpty() && Files.exists(archiveOf(jars)) ? options(classPath) : List.of("-cp", classPath);
    }

    private static List<Path> entries(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .flatMap(ClassArchive::expand)
                .toList();
    }

    /** Returns the JVM's options for a start on this class path, the class path included. */
    List<String> options(String classPath) {
        var entries = entries(classPath);
        // An archive holds classes of jars only, and its jars must come first when it is used.
        var jars = entries.stream().filter(Files::isRegularFile).toList();
        var folders = entries.stream().filter(Files::isDirectory);
        var path = List.of(
                "-cp",
                Stream.concat(jars.stream(), folders)
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
        if (jars.isEmpty()) {
            return path;
        }
        var archive = archiveOf(jars);
        var list =
                folder.resolve(name + "-" + ProcessHandle.current().pid() + "-" + LISTS.incrementAndGet() + ".classes");
        last = new Start(jars, archive, list);
        var share = Files.exists(archive)
                ? List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto")
                : List.of("-XX:DumpLoadedClassList=" + prepared(list));
        return Stream.concat(share.stream(), path.stream()).toList();
    }

    Path archiveOf(List<Path> jars) {
        return folder.resolve(name + "-" + fingerprint(jars) + ".jsa");
    }

    /** Makes the archive in the background, if the start that has just succeeded had none. */
    void ready() {
        var start = last;
        if (start == null || !Files.exists(start.list)) {
            return;
        }
        if (Files.exists(start.archive) || !UNDER_WAY.add(start.archive)) {
            delete(start.list);
            return;
        }
        var unfinished = start.archive.resolveSibling(start.list.getFileName() + ".unfinished");
        try {
            // The program goes on writing its list.
            var classes = start.list.resolveSibling(start.list.getFileName() + ".copy");
            Files.copy(start.list, classes, StandardCopyOption.REPLACE_EXISTING);
            delete(start.list);
            var dump = dump(start.jars, classes, unfinished);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                dump.destroyForcibly();
                delete(unfinished);
                delete(classes);
            }));
            dump.onExit().thenAccept(ended -> finish(ended.exitValue(), classes, unfinished, start.archive));
        } catch (IOException e) {
            // Without an archive everything works, only slower.
            delete(unfinished);
        }
    }

    private static Process dump(List<Path> jars, Path classes, Path archive) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = List.of(
                "sh",
                "-c",
                "exec nice -n 5 \"$@\"",
                "sh",
                java,
                "-Xshare:dump",
                "-Xlog:disable",
                "-XX:SharedClassListFile=" + classes,
                "-XX:SharedArchiveFile=" + archive,
                "-cp",
                jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void finish(int exitCode, Path classes, Path unfinished, Path archive) {
        delete(classes);
        try {
            if (exitCode == 0) {
                deleteAll(name + "-*.jsa");
                deleteAll(name + "-*.classes");
                Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + archive + " (expected: writable by this user)", e);
        } finally {
            delete(unfinished);
        }
    }

    /** Whoever has such a file open keeps it until it ends. */
    private void deleteAll(String pattern) throws IOException {
        try (var files = Files.newDirectoryStream(folder, pattern)) {
            files.forEach(ClassArchive::delete);
        }
    }

    private static Stream<Path> expand(String entry) {
        if (!entry.endsWith("/*")) {
            return Stream.of(Path.of(entry));
        }
        try (var files = Files.list(Path.of(entry.substring(0, entry.length() - 2)))) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("class path: " + entry + " (expected: a folder of jars)", e);
        }
    }

    private static String fingerprint(List<Path> jars) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(System.getProperty("java.vm.version").getBytes(StandardCharsets.UTF_8));
            for (var jar : jars) {
                var entry = jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar);
                digest.update(entry.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (IOException e) {
            throw new UncheckedIOException("class path: " + jars + " (expected: readable)", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path prepared(Path list) {
        try {
            Files.createDirectories(list.getParent());
            return list;
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + list.getParent() + " (expected: writable by this user)", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
