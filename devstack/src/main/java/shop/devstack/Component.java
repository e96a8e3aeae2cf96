package shop.devstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A part of the stack that runs as a process of its own and can be stopped, killed, suspended and started again.
 *
 * <p>The process has a session of its own: a Ctrl-C in the terminal reaches only the launcher, which then stops the
 * parts in order. Safe for use by several threads.
 */
public abstract class Component implements AutoCloseable {
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(50);

    private final String name;
    private final Workspace workspace;
    private volatile Process process;
    private volatile boolean ended;
    private boolean closed;

    Component(String name, Workspace workspace) {
        this.name = name;
        this.workspace = workspace;
    }

    abstract List<String> command();

    /** Added to the environment that this JVM has. */
    Map<String, String> environment() {
        return Map.of();
    }

    /** Asked again and again after a start; must return within seconds. */
    abstract boolean isReady();

    /** Called when the process serves. */
    void onReady() {}

    abstract String stopSignal();

    /** How long the process may take to end in order before it is killed. */
    abstract Duration stopGrace();

    public final String name() {
        return name;
    }

    /** What the process has written, of this start of the stack; the file may not be there yet. */
    public final Path log() {
        return workspace.log(name);
    }

    final Workspace workspace() {
        return workspace;
    }

    public final long pid() {
        return process.pid();
    }

    /** What becomes of a process. */
    enum State {
        RUNNING,
        FROZEN,
        STOPPED
    }

    final State state() {
        if (!isAlive()) {
            return State.STOPPED;
        }
        return Signals.isFrozen(process.pid()) ? State.FROZEN : State.RUNNING;
    }

    public final boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Starts the process and returns before it is ready; see {@link #awaitReady}. */
    public final synchronized void launch() {
        if (closed) {
            throw new IllegalStateException(name + ": closed (expected: open)");
        }
        if (isAlive()) {
            throw new IllegalStateException(name + ": running as " + process.pid() + " (expected: stopped)");
        }
        var command = new ArrayList<String>();
        SystemProgram.onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(command());
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(workspace.log(name).toFile()));
        builder.environment().putAll(environment());
        ended = false;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " did not start", e);
        }
        workspace.ledger().add(name, process.toHandle(), stopSignal());
    }

    /** Returns as soon as the component serves; throws with its last log lines when it ends or takes longer. */
    public final void awaitReady(Duration bound) {
        var deadline = System.nanoTime() + bound.toNanos();
        while (!isReady()) {
            if (!isAlive()) {
                throw failure("ended with exit code " + process.exitValue() + " while starting");
            }
            if (System.nanoTime() > deadline) {
                throw failure("not ready after " + bound.toSeconds() + " s");
            }
            pause();
        }
        onReady();
    }

    private void pause() {
        try {
            Thread.sleep(PROBE_INTERVAL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + ": interrupted while starting", e);
        }
    }

    private IllegalStateException failure(String what) {
        return new IllegalStateException("%s: %s; the end of %s:%n%s"
                .formatted(name, what, workspace.log(name), String.join(System.lineSeparator(), lastLogLines(20))));
    }

    /** Completes when the process that runs now ends, with true when nobody here asked it to. */
    final CompletableFuture<Boolean> onExit() {
        return process.onExit().thenApply(exited -> !ended);
    }

    /** Of the process that ended last. */
    public final int exitCode() {
        return process.exitValue();
    }

    /** Ends the process in order, as a deploy does; kills it when that takes too long. */
    public final void stop() {
        if (process == null) {
            return;
        }
        ended = true;
        if (process.isAlive()) {
            Signals.end(process.toHandle(), stopSignal(), stopGrace());
        }
        workspace.ledger().remove(process.pid());
    }

    /** Ends the process at once, as {@code kill -9} does. */
    public final void kill() {
        ended = true;
        Signals.kill(process.toHandle());
        workspace.ledger().remove(process.pid());
    }

    /** Stops the process if it runs, starts it again and waits until it is ready. */
    public final void restart() {
        stop();
        launch();
        awaitReady(Devstack.DEFAULT_READY_BOUND);
    }

    /** Freezes the process ({@code SIGSTOP}): its connections stay open and nothing answers. */
    public final void suspend() {
        Signals.suspend(process.pid());
    }

    /** Undoes {@link #suspend}. */
    public final void resume() {
        Signals.send("CONT", process.pid());
    }

    final List<String> lastLogLines(int count) {
        try {
            var lines = Files.readAllLines(workspace.log(name));
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Stops the process for good; a start that is under way is waited for first. */
    @Override
    public synchronized void close() {
        closed = true;
        stop();
    }
}
