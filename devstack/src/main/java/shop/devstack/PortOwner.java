package shop.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who listens on a TCP port, read from {@code /proc}. Empty where the kernel does not tell: another user's process, a
 * process in another container, another operating system.
 */
final class PortOwner {
    private static final String LISTEN = "0A";

    private PortOwner() {}

    static Optional<ProcessHandle> of(int port) {
        var sockets = Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(table -> listeners(Path.of(table), port).stream())
                .toList();
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.allProcesses()
                .filter(process -> holdsOneOf(process.pid(), sockets))
                .findFirst();
    }

    /** The sockets listening on the port, in the words that a descriptor's link uses for them. */
    private static List<String> listeners(Path table, int port) {
        var suffix = String.format(Locale.ROOT, ":%04X", port);
        try (var lines = Files.lines(table)) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(column -> column.length > 9 && column[1].endsWith(suffix) && column[3].equals(LISTEN))
                    .map(column -> "socket:[" + column[9] + "]")
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean holdsOneOf(long pid, List<String> sockets) {
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (var descriptor : descriptors) {
                if (sockets.contains(target(descriptor))) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
