package shop.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A JVM started by this one, with its output in a file; it ends with this one at the latest. */
final class ChildJvm implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final int TAIL_LINES = 20;

    private final String name;
    private final Process process;
    private final Path log;
    private final Thread onExit;

    private ChildJvm(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.onExit = new Thread(this::end, "stop-" + name);
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    static ChildJvm start(
            String name,
            List<String> flags,
            String classPath,
            String mainClass,
            List<String> args,
            Map<String, String> environment,
            Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(args);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            return new ChildJvm(name, builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " did not start", e);
        }
    }

    /**
     * @throws IllegalStateException with the end of its output, when it ends or is not ready in time
     */
    ChildJvm awaitReady(BooleanSupplier ready, Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                var state = process.isAlive() ? "not ready after " + atMost.toSeconds() + " s" : "ended";
                close();
                throw new IllegalStateException(
                        name + ": " + state + " (expected: ready). " + log + " ends with:\n" + tail());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return this;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** Freezes it ({@code SIGSTOP}): its connections stay open and nothing answers. */
    void suspend() {
        signal("STOP");
    }

    /** Undoes {@link #suspend}. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        Interruption.asFailure(() -> new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor());
    }

    /** One that is frozen has to wake to end. */
    private void end() {
        process.destroy();
        resume();
    }

    private String tail() {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(cannot be read: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        end();
        if (!Interruption.asFailure(() -> process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS))) {
            Interruption.asFailure(() -> process.destroyForcibly().waitFor());
        }
        Runtime.getRuntime().removeShutdownHook(onExit);
    }
}
