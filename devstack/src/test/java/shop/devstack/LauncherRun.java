package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One launcher as ./run starts it, in a process group of its own, as a shell gives it one. */
final class LauncherRun implements AutoCloseable {
    private static final Duration BOUND = Duration.ofMinutes(4);

    private final Process process;
    private final Path output;
    private final Path project;
    private final Topology topology;

    private LauncherRun(Process process, Path output, Path project, Topology topology) {
        this.process = process;
        this.output = output;
        this.project = project;
        this.topology = topology;
    }

    static LauncherRun start(Path project, int portOffset, String... arguments) {
        return start(project, portOffset, Map.of(), arguments);
    }

    static LauncherRun start(Path project, int portOffset, Map<String, String> environment, String... arguments) {
        try {
            var output = Files.createTempFile(project, "launcher", ".out");
            var command = new ArrayList<>(List.of(
                    "setsid",
                    "env",
                    "--default-signal=INT,TERM,HUP",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    // As ./run does.
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Dshop.project=" + project,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "shop.devstack.Launcher",
                    "--no-consul",
                    "--port-offset",
                    Integer.toString(portOffset)));
            command.addAll(List.of(arguments));
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            return new LauncherRun(
                    builder.start(),
                    output,
                    project,
                    Topology.of(ServiceList.of(project), 1, port -> port + portOffset));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An offset at which all ports of two nodes are free. */
    static int freeOffset() {
        while (true) {
            var offset = ThreadLocalRandom.current().nextInt(1_000, 7_000);
            if (Topology.of(ServiceList.ofThisProject(), 2, port -> port + offset).ports(true).keySet().stream()
                    .allMatch(Ports::isFree)) {
                return offset;
            }
        }
    }

    /** Until the last line of what it says when all is ready: the lines before it come one by one. */
    LauncherRun awaitReady() {
        await().atMost(BOUND)
                .failFast(() -> assertThat(process.isAlive()).as(output()).isTrue())
                .untilAsserted(() -> assertThat(output()).contains("Ready in").contains("Ctrl-C stops everything"));
        return this;
    }

    /** As the terminal does on Ctrl-C: to the whole process group. */
    LauncherRun ctrlC() {
        Signals.send("INT", -process.pid());
        return this;
    }

    LauncherRun signal(String name) {
        Signals.send(name, process.pid());
        return this;
    }

    int awaitExit() {
        try {
            assertThat(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS))
                    .as(output())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String output() {
        return read(output);
    }

    String log(String name) {
        return read(project.resolve(".devstack/logs/" + name + ".log"));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    List<ProcessLedger.Entry> ledger() {
        return new ProcessLedger(project.resolve(".devstack/processes")).entries();
    }

    String get(String path) {
        var uri = URI.create("http://127.0.0.1:" + topology.nodes().get(0).port() + path);
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Leaves nothing running, whatever a failed test left. */
    @Override
    public void close() {
        Signals.end(process.toHandle(), "TERM", Duration.ofSeconds(60));
        Leftovers.end(new ProcessLedger(project.resolve(".devstack/processes")), line -> {});
    }
}
