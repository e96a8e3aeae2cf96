package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * A base backup by PostgreSQL's <a href="https://www.postgresql.org/docs/17/continuous-archiving.html">low-level API</a>: the
 * files as they are while the server writes, and the write-ahead log since the copy began, which makes them whole.
 */
final class PhysicalBackup {
    private static final Path LOG = Path.of("pg_wal");
    private static final Path SLOTS = Path.of("pg_replslot");

    private PhysicalBackup() {}

    static void make(String url, Path data, Path folder) {
        // The session has to stay: a backup ends with the session that began it.
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            // So that no segment of the log goes before it is copied.
            statement.execute("select pg_create_physical_replication_slot('backup', true, true)");
            try {
                statement.execute("select pg_backup_start('shop', true)");
                copy(data, folder);
                try (var row = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                    row.next();
                    Files.writeString(folder.resolve("backup_label"), row.getString(1));
                }
                copyLog(data.resolve(LOG), folder.resolve(LOG));
            } finally {
                statement.execute("select pg_drop_replication_slot('backup')");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("backup: " + folder + " (cannot be made)", e);
        } catch (IOException e) {
            throw new UncheckedIOException("backup: " + folder + " (expected: absent, and writable)", e);
        }
    }

    private static void copy(Path data, Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.walkFileTree(data, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                var relative = data.relativize(directory);
                if (relative.startsWith(SLOTS) && !relative.equals(SLOTS)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(folder.resolve(relative.toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var relative = data.relativize(file);
                if (isPartOfBackup(relative)) {
                    copyIfThere(file, folder.resolve(relative.toString()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                // What the server deletes while it runs is not needed: the log says so too.
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    private static boolean isPartOfBackup(Path file) {
        var name = file.getFileName().toString();
        return !List.of("postmaster.pid", "postmaster.opts").contains(name) && !file.startsWith(LOG);
    }

    private static void copyIfThere(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to);
        } catch (NoSuchFileException e) {
            if (Files.exists(from)) {
                throw e;
            }
        }
    }

    private static void copyLog(Path from, Path to) throws IOException {
        try (var segments = Files.newDirectoryStream(from, "[0-9A-F]*")) {
            for (var segment : segments) {
                copyIfThere(segment, to.resolve(segment.getFileName().toString()));
            }
        }
    }
}
