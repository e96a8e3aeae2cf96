package shop.faults.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import shop.devstack.SystemProgram;

/**
 * A network of its own: each host is a network namespace, and all are plugged into a bridge that lives in a namespace, too. The
 * network of the machine is neither changed nor reachable.
 */
public final class Network implements AutoCloseable {
    private static final String PREFIX = "shop-faults-";
    /** Exists inside the namespaces only, so that several networks on one machine may have the same. */
    private static final String SUBNET = "10.213.0.";

    private final String prefix;
    private final String bridge;

    private Network(String prefix) {
        this.prefix = prefix;
        bridge = prefix + "bridge";
    }

    /** Returns the network that another process has made, for a process that runs on one of its hosts. */
    public static Network attach(String prefix) {
        return new Network(prefix);
    }

    /** Returns what {@link #attach} asks for. */
    public String prefix() {
        return prefix;
    }

    /** Returns why there can be no such network on this machine; empty if there can. */
    public static Optional<String> missing() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("network namespaces need Linux");
        }
        if (!System.getProperty("user.name").equals("root")) {
            return Optional.of("network namespaces need root");
        }
        var absent = Stream.of("ip", "iptables-restore")
                .filter(program -> SystemProgram.onPath(program).isEmpty())
                .findFirst();
        if (absent.isPresent()) {
            return Optional.of("program: " + absent.get() + " (expected: on the PATH; packages iproute2 and iptables)");
        }
        return attempt();
    }

    /** A container may call its user root and forbid it all the same. */
    private static Optional<String> attempt() {
        try (var network = new Network(ownPrefix())) {
            network.prepare();
            network.host("attempt", 1).apply(List.of());
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of("network namespaces cannot be made here: " + e.getMessage());
        }
    }

    /** Makes an empty network that belongs to this process, after whatever earlier processes have left behind is removed. */
    public static Network create() {
        removeLeftovers();
        var network = new Network(ownPrefix());
        network.prepare();
        return network;
    }

    private static String ownPrefix() {
        return PREFIX + ProcessHandle.current().pid() + "-";
    }

    /** Ends all that runs in the namespaces of processes that are gone, and removes the namespaces. */
    private static void removeLeftovers() {
        for (var namespace : namespaces()) {
            if (namespace.startsWith(PREFIX) && !isOwned(namespace)) {
                remove(namespace);
            }
        }
    }

    private static boolean isOwned(String namespace) {
        var owner = namespace.substring(PREFIX.length()).split("-")[0];
        return ProcessHandle.of(Long.parseLong(owner))
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    private static List<String> namespaces() {
        return Program.run(List.of("ip", "netns", "list"))
                .lines()
                .map(line -> line.split(" ")[0])
                .toList();
    }

    private static void remove(String namespace) {
        Processes.inNamespace(namespace).forEach(pid -> Processes.signal("KILL", pid));
        Program.run(List.of("ip", "netns", "delete", namespace));
    }

    private void prepare() {
        Program.run(List.of("ip", "netns", "add", bridge));
        Program.run(List.of("ip", "-n", bridge, "link", "add", "bridge", "type", "bridge"));
        Program.run(List.of("ip", "-n", bridge, "link", "set", "bridge", "up"));
    }

    /**
     * Adds a host.
     *
     * @param name of at most 12 characters
     * @param number the last part of its address, 1 to 254
     */
    public Host host(String name, int number) {
        var host = find(name, number);
        var namespace = prefix + name;
        Program.run(List.of("ip", "netns", "add", namespace));
        Program.run(List.of(
                "ip", "link", "add", "name", "eth0", "netns", namespace, "type", "veth", "peer", "name", name, "netns",
                bridge));
        Program.run(List.of("ip", "-n", bridge, "link", "set", name, "master", "bridge", "up"));
        Program.run(List.of("ip", "-n", namespace, "address", "add", host.address() + "/24", "dev", "eth0"));
        Program.run(List.of("ip", "-n", namespace, "link", "set", "eth0", "up"));
        Program.run(List.of("ip", "-n", namespace, "link", "set", "lo", "up"));
        return host;
    }

    /** Returns a host that was added before. */
    public Host find(String name, int number) {
        return new Host(name, prefix + name, SUBNET + number);
    }

    /** Ends all processes of all hosts at once and removes the network. */
    @Override
    public synchronized void close() {
        var mine = namespaces().stream()
                .filter(namespace -> namespace.startsWith(prefix))
                .toList();
        mine.forEach(Network::remove);
    }

    /** Whether the library that makes clocks wrong is here, and where. */
    public static Optional<Path> fakeTime() {
        return Stream.of("/usr/lib", "/usr/local/lib", "/usr/lib64")
                .map(Path::of)
                .filter(Files::isDirectory)
                .flatMap(Network::fakeTimeIn)
                .findFirst();
    }

    private static Stream<Path> fakeTimeIn(Path folder) {
        return Stream.of("", "x86_64-linux-gnu", "aarch64-linux-gnu")
                .map(architecture -> folder.resolve(architecture).resolve("faketime/libfaketimeMT.so.1"))
                .filter(Files::isRegularFile);
    }
}
