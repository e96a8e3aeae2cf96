package shop.faults.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One host: a network namespace with an address. Safe for use by several threads. */
public final class Host {
    private final String name;
    private final String namespace;
    private final String address;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    Host(String name, String namespace, String address) {
        this.name = name;
        this.namespace = namespace;
        this.address = address;
    }

    public String name() {
        return name;
    }

    public String address() {
        return address;
    }

    /** Returns the command that runs {@code command} on this host. */
    public List<String> command(List<String> command) {
        var all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(command);
        return all;
    }

    /** Drops packets by these rules as well, from now on. */
    public synchronized void drop(Collection<Rule> more) {
        rules.addAll(more);
        apply(rules);
    }

    /** Lets all packets through again. */
    public synchronized void heal() {
        if (!rules.isEmpty()) {
            rules.clear();
            apply(rules);
        }
    }

    /** One transaction of the kernel's: no packet meets half of the rules. */
    void apply(List<Rule> wanted) {
        var table = new StringBuilder("*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n");
        wanted.forEach(rule -> table.append(rule.line()).append('\n'));
        Program.run(
                command(List.of("iptables-restore")), table.append("COMMIT\n").toString());
    }

    /** Freezes all processes, and returns when none of them runs any more. */
    public void freeze() {
        var pids = Processes.inNamespace(namespace);
        pids.forEach(pid -> Processes.signal("STOP", pid));
        var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!pids.stream().allMatch(Processes::isFrozen) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    /** Undoes {@link #freeze}. */
    public void thaw() {
        Processes.inNamespace(namespace).forEach(pid -> Processes.signal("CONT", pid));
    }

    /** Ends all processes as {@code kill -9} does. */
    public void kill() {
        Processes.inNamespace(namespace).forEach(pid -> Processes.signal("KILL", pid));
    }

    public void signal(String signal, long pid) {
        Processes.signal(signal, pid);
    }

    @Override
    public String toString() {
        return name;
    }
}
