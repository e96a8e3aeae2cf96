package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The processes that a stack has running, on disk, so that the next launcher finds those that a killed one left behind.
 * Safe for use by several threads of one JVM.
 */
final class ProcessLedger {
    /**
     * A start time that differs by less names the same process: the operating system derives it from the time of boot
     * in whole seconds, which moves when the clock is set. No process id comes round again that fast.
     */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final Path file;

    ProcessLedger(Path file) {
        this.file = file;
    }

    /** One process that was started: its id alone proves nothing, its id and time of start do. */
    record Entry(String name, long pid, Instant started, String stopSignal) {
        private static Optional<Entry> parse(String line) {
            var fields = line.split("\t", -1);
            if (fields.length != 4) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Entry(
                        fields[0],
                        Long.parseLong(fields[1]),
                        Instant.ofEpochMilli(Long.parseLong(fields[2])),
                        fields[3]));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }

        private String line() {
            return String.join("\t", name, Long.toString(pid), Long.toString(started.toEpochMilli()), stopSignal);
        }

        /** The process, if it is still running and provably the one that was started. */
        Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> handle.info()
                            .startInstant()
                            .filter(start ->
                                    Duration.between(start, started).abs().compareTo(TOLERANCE) < 0)
                            .isPresent());
        }
    }

    synchronized void add(String name, ProcessHandle process, String stopSignal) {
        var entries = new ArrayList<>(entries());
        entries.add(new Entry(name, process.pid(), process.info().startInstant().orElseGet(Instant::now), stopSignal));
        write(entries);
    }

    synchronized void remove(long pid) {
        write(entries().stream().filter(entry -> entry.pid() != pid).toList());
    }

    /** In the order in which they were started. A line that makes no sense is left out. */
    synchronized List<Entry> entries() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream()
                    .flatMap(line -> Entry.parse(line).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("ledger: " + file + " (expected: readable by this user)", e);
        }
    }

    private void write(List<Entry> entries) {
        var text = entries.stream().map(entry -> entry.line() + "\n").collect(Collectors.joining());
        var draft = file.resolveSibling(file.getFileName() + ".draft");
        try {
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("ledger: " + file + " (expected: writable by this user)", e);
        }
    }
}
