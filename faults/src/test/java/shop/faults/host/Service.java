package shop.faults.host;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The one program of a host, which can be started again and again. Safe for use by several threads. */
public final class Service {
    private final Host host;
    private final Supplier<List<String>> command;
    private final Map<String, String> environment;
    private final BooleanSupplier ready;
    private final Path log;
    private volatile Process process;

    /**
     * @param command asked at each start
     * @param ready asked again and again; returns within seconds
     */
    public Service(
            Host host,
            Supplier<List<String>> command,
            Map<String, String> environment,
            BooleanSupplier ready,
            Path logs) {
        this.host = host;
        this.command = command;
        this.environment = environment;
        this.ready = ready;
        this.log = logs.resolve(host.name() + ".log");
    }

    public Host host() {
        return host;
    }

    public Path log() {
        return log;
    }

    public void start() {
        start(Map.of());
    }

    /** @param more added to its environment, this time */
    public synchronized void start(Map<String, String> more) {
        if (isAlive()) {
            return;
        }
        var builder = new ProcessBuilder(host.command(command.get()))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(host + " did not start", e);
        }
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public boolean isReady() {
        return isAlive() && ready.getAsBoolean();
    }

    /** Sends a signal to the program's first process and waits until it has ended; kills all when it takes too long. */
    public void end(String signal, Duration bound) {
        if (process != null && process.isAlive()) {
            host.signal(signal, process.pid());
            try {
                if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                    kill();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public void kill() {
        host.kill();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The end of its log. */
    public String lastWords() {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public String toString() {
        return host.name();
    }
}
