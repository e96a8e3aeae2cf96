package shop.devstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program behind {@code ./run}: starts the whole system in the project's folder, says where it is and stays until
 * Ctrl-C, {@code SIGTERM} or the end of the terminal; then it stops everything in order.
 */
public final class Launcher {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final LauncherOptions options;
    private final Path project;
    private final Topology topology;
    private final Console console;
    private final Workspace workspace;
    private final long begun = System.nanoTime();

    private Launcher(LauncherOptions options, Path project) {
        this.options = options;
        this.project = project;
        this.topology = Topology.of(ServiceList.of(project), options.nodes(), port -> port + options.portOffset());
        this.console = console(topology);
        this.workspace = Workspace.at(project.resolve(options.demo() ? ".devstack-demo" : ".devstack"));
    }

    /** ./run says whether there is a terminal: Java cannot tell for the output alone. */
    private static Console console(Topology topology) {
        var terminal = Boolean.getBoolean("shop.terminal");
        var width = topology.nodes().stream()
                .mapToInt(node -> node.name().length())
                .max()
                .orElse(0);
        return new Console(System.out, terminal, terminal && System.getenv("NO_COLOR") == null, width + 1);
    }

    public static void main(String[] arguments) {
        try {
            var options = LauncherOptions.parse(List.of(arguments));
            var project = Path.of(System.getProperty("shop.project", "")).toAbsolutePath();
            new Launcher(options, project).run();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(USAGE);
        } catch (RuntimeException e) {
            System.err.println(reasons(e));
            System.exit(FAILED);
        }
    }

    /** A person at a terminal wants the reasons, not the stack traces. */
    private static String reasons(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(reason -> Objects.requireNonNullElse(reason.getMessage(), reason.toString()))
                .collect(Collectors.joining(System.lineSeparator() + "  because of "));
    }

    private void run() {
        takeWorkspace();
        Leftovers.end(workspace.ledger(), line -> console.say("  " + line));
        if (options.fresh() || options.demo()) {
            workspace.wipe();
        }
        requireFreePorts();
        var stack = Devstack.builder()
                .project(project)
                .topology(topology)
                .workspace(workspace)
                .withConsul(options.consul())
                .withConsole(!options.demo() && BuiltJars.has(project, WebConsole.MODULE))
                .secure(options.secure())
                .fast(options.fast())
                .environment(options.demo() ? Demo.ENVIRONMENT : Map.of())
                .progress(console.withSignsOfLife())
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack)));
        start(stack);
        if (options.demo()) {
            new Demo(stack, console).play();
            System.exit(0);
        }
        describe(stack);
        stay(stack);
    }

    private void takeWorkspace() {
        var holder = workspace.lock();
        if (holder.isPresent()) {
            throw new IllegalStateException(
                    "%s: taken by the launcher that runs as process %d (expected: one at a time; stop it, or run from another copy of the project with --port-offset)"
                            .formatted(workspace.directory(), holder.getAsLong()));
        }
    }

    private void requireFreePorts() {
        var taken = new ArrayList<String>();
        topology.ports(options.consul()).forEach((port, use) -> {
            if (!Ports.isFree(port)) {
                taken.add("port: %d (expected: free, for %s; taken by %s)".formatted(port, use, owner(port)));
            }
        });
        if (!taken.isEmpty()) {
            taken.add(
                    "Stop what is there, or choose other ports: ./run --port-offset " + (options.portOffset() + 1000));
            throw new IllegalStateException(String.join(System.lineSeparator(), taken));
        }
    }

    private static String owner(int port) {
        return PortOwner.of(port)
                .map(process -> "process " + process.pid()
                        + process.info()
                                .command()
                                .map(command -> ", " + command)
                                .orElse(""))
                .orElse("a process that this user may not see");
    }

    /** A start that fails because Ctrl-C came is no failure: the JVM is on its way out, and the hook has the word. */
    private void start(Devstack stack) {
        try {
            stack.start();
        } catch (CancellationException e) {
            awaitEnd();
        } finally {
            console.calm();
        }
    }

    private void stop(Devstack stack) {
        console.calm();
        stack.close();
        console.say("Stopped.");
    }

    private void describe(Devstack stack) {
        console.say("");
        console.say(console.bold("Ready in " + Console.tenths(Duration.ofNanos(System.nanoTime() - begun)) + "."));
        console.say("");
        console.table(addresses(stack));
        console.say("");
        console.say(
                options.secure()
                        ? "TLS and access rules for every call. The token is an administrator's; others: ./run token --help"
                        : "Open: plaintext on loopback, and callers without a token are administrators.");
        console.say(
                options.fast()
                        ? "Fast: the nodes' JVMs compile as in production. They are at full speed after some thousand calls."
                        : "Quick to start: the nodes' JVMs use their first compiler only. Start with --fast before you measure speed.");
        console.say("Try:");
        console.commands(Tour.commands(stack));
        console.say("");
        console.say("Ctrl-C stops everything; what was stored stays for the next ./run (--fresh wipes it).");
    }

    private Map<String, String> addresses(Devstack stack) {
        var rows = new LinkedHashMap<String, String>();
        stack.console().ifPresent(page -> rows.put("console", page.uri() + "  in a browser: all of this, live"));
        for (var node : stack.nodes()) {
            rows.put(
                    node.name(),
                    "%s  gRPC, gRPC-Web, JSON  %s"
                            .formatted(
                                    node.uri(),
                                    console.faint("management %s://127.0.0.1:%d  process %d"
                                            .formatted(node.uri().getScheme(), node.managementPort(), node.pid()))));
        }
        rows.put("kafka", stack.kafka().bootstrapServers());
        rows.put(
                "consul",
                stack.consul().isPresent()
                        ? "http://127.0.0.1:%d/ui".formatted(topology.consulPort())
                        : "none: the nodes know each other by configuration");
        rows.put(
                "postgres",
                topology.databases().stream().map(stack.postgres()::url).collect(Collectors.joining("  ")));
        rows.put("psql", stack.psql(topology.databases().get(0)));
        rows.put("traces", stack.traces().endpoint() + "/traces");
        rows.put("logs", workspace.directory().resolve("logs").toString());
        return rows;
    }

    /** Until the JVM ends: a part that dies is reported, and what is left stays, since that may be what is looked at. */
    private void stay(Devstack stack) {
        var living = new CountDownLatch(stack.components().size());
        stack.components()
                .forEach(component -> component.onExit().thenAccept(unexpected -> {
                    if (unexpected && !stack.isClosing()) {
                        report(component);
                        living.countDown();
                    }
                }));
        await(living);
        console.complain("Nothing is left running.");
        System.exit(FAILED);
    }

    private void report(Component component) {
        console.complain("%s ended with exit code %d; the end of %s:"
                .formatted(component.name(), component.exitCode(), workspace.log(component.name())));
        Console.quoted(component.lastLogLines(10)).forEach(console::say);
        console.say("Everything else keeps running; Ctrl-C stops it.");
    }

    private static void awaitEnd() {
        await(new CountDownLatch(1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
