package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** POSIX signals, through the shell's own {@code kill}, which every machine has. */
final class Signals {
    private Signals() {}

    /** Sends the signal ({@code INT}, {@code STOP}…). A process that has gone meanwhile is none of the caller's worry. */
    static void send(String signal, long pid) {
        try {
            new ProcessBuilder("sh", "-c", "kill -s \"$1\" -- \"$2\"", "sh", signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("signal: " + signal + " (cannot be sent to process " + pid + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Freezes the process, and waits until it is frozen: on a busy machine its threads run on for a while. */
    static void suspend(long pid) {
        send("STOP", pid);
        var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!isFrozen(pid) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    static boolean isFrozen(long pid) {
        try (var threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (var thread : threads) {
                // The state follows the name, which is in parentheses and may hold anything.
                var status = Files.readString(thread.resolve("stat"));
                if (status.charAt(status.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks the process to end, and kills it with all that it has started unless it does so within {@code grace}. One that is suspended wakes. */
    static void end(ProcessHandle process, String signal, Duration grace) {
        send(signal, process.pid());
        send("CONT", process.pid());
        if (!awaitExit(process, grace)) {
            kill(process);
        }
    }

    /** Kills the process and all that it has started, and waits until they are gone. */
    static void kill(ProcessHandle process) {
        var family = Stream.concat(Stream.of(process), process.descendants()).toList();
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(member -> awaitExit(member, Duration.ofSeconds(10)));
    }

    private static boolean awaitExit(ProcessHandle process, Duration bound) {
        try {
            process.onExit().get(bound.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("process: " + process.pid() + " (cannot be waited for)", e);
        }
    }
}
