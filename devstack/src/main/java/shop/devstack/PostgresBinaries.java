package shop.devstack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once a user and version from the archive on the class path. */
final class PostgresBinaries {
    /** By the system and the processor as Java names them. */
    private static final Map<String, String> ARCHIVES = Map.of(
            "Linux amd64", "/postgres-linux-x86_64.txz",
            "Linux aarch64", "/postgres-linux-arm_64.txz",
            "Mac OS X x86_64", "/postgres-darwin-x86_64.txz",
            "Mac OS X aarch64", "/postgres-darwin-arm_64.txz");

    private PostgresBinaries() {}

    /** The folder that holds {@code bin}, {@code lib} and {@code share}. Safe when several processes ask at once. */
    static synchronized Path folder() {
        try {
            var target = cache().resolve("postgres-" + archiveChecksum());
            if (!Files.isDirectory(target)) {
                unpack(target);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "PostgreSQL cannot be unpacked; set XDG_CACHE_HOME to a folder that can be written", e);
        }
    }

    /** Beside Consul's, which devstack/bin/consul keeps there. HOME, since Java's user.home ignores it. */
    private static Path cache() throws IOException {
        var base = variable("XDG_CACHE_HOME")
                .or(() -> variable("HOME").map(home -> home.resolve(".cache")))
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
        return Files.createDirectories(base.resolve("shop"));
    }

    private static Optional<Path> variable(String name) {
        return Optional.ofNullable(System.getenv(name))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
    }

    private static String archiveChecksum() throws IOException {
        var crc = new CRC32();
        try (var archive = open()) {
            crc.update(archive.readAllBytes());
        }
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static InputStream open() {
        var platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        var archive = archive(platform).map(PostgresBinaries.class::getResourceAsStream);
        return archive.orElseThrow(() -> new IllegalStateException("platform: " + platform + " (expected: one of "
                + new TreeSet<>(ARCHIVES.keySet()) + ", which PostgreSQL is packed for, and a build for it)"));
    }

    /** The archive for a platform; which of them are on the class path is the build's choice. */
    static Optional<String> archive(String platform) {
        return Optional.ofNullable(ARCHIVES.get(platform));
    }

    /** Unpacks beside the target and moves it there whole, so that nobody ever sees half of it. */
    private static void unpack(Path target) throws IOException {
        var draft = Files.createTempDirectory(target.getParent(), "unpacking-");
        try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(open())))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(entry, tar, draft.resolve(entry.getName()).normalize());
            }
        }
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            Workspace.delete(draft);
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, path);
        if (path.getParent().endsWith("bin") && !path.toFile().setExecutable(true)) {
            throw new IOException("file: " + path + " (cannot be made executable)");
        }
    }
}
