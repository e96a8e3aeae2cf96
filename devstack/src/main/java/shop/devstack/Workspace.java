package shop.devstack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The folder where a stack keeps what it writes: data, logs, and the ledger of its processes. */
final class Workspace {
    private static final String LOCK = "lock";

    private final Path directory;
    private final ProcessLedger ledger;

    private FileChannel lock;

    private Workspace(Path directory) {
        this.directory = directory;
        this.ledger = new ProcessLedger(directory.resolve("processes"));
    }

    static Workspace at(Path directory) {
        try {
            Files.createDirectories(directory.resolve("logs"));
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + directory + " (expected: writable by this user)", e);
        }
        return new Workspace(directory.toAbsolutePath());
    }

    static Workspace temporary() {
        try {
            return at(Files.createTempDirectory("shop-devstack-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return directory;
    }

    Path data(String component) {
        return directory.resolve(component);
    }

    Path log(String process) {
        return directory.resolve("logs").resolve(process + ".log");
    }

    ProcessLedger ledger() {
        return ledger;
    }

    /** Starts the log of a process anew and keeps the one before, which may tell why a run went wrong. */
    void turnLog(String process) {
        try {
            Files.move(
                    log(process),
                    directory.resolve("logs").resolve(process + ".previous.log"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("log: " + log(process) + " (expected: writable by this user)", e);
        }
    }

    /**
     * Takes the folder for this process, until it ends.
     *
     * @return the id of the process that has it already, 0 when it is not known; empty when the folder is ours now
     */
    OptionalLong lock() {
        var file = directory.resolve(LOCK);
        try {
            lock = FileChannel.open(file, CREATE, READ, WRITE);
            if (lock.tryLock() == null) {
                return OptionalLong.of(holder(file));
            }
            lock.truncate(0);
            lock.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII)));
            return OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + file + " (expected: writable by this user)", e);
        }
    }

    private static long holder(Path file) throws IOException {
        var text = Files.readString(file);
        return text.isBlank() ? 0 : Long.parseLong(text);
    }

    /** Deletes all that is in the folder but the lock. */
    void wipe() {
        delete(directory, path -> !path.equals(directory) && !path.equals(directory.resolve(LOCK)));
        at(directory);
    }

    /** Deletes the folder with all that is in it. */
    void delete() {
        delete(directory);
    }

    /** Deletes the folder with all that is in it, if it is there. */
    static void delete(Path folder) {
        delete(folder, path -> true);
    }

    private static void delete(Path folder, Predicate<Path> which) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (var path :
                    paths.filter(which).sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + folder + " (cannot be deleted)", e);
        }
    }
}
