package shop.devstack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The program behind {@code ./run audit}, {@code ./run database}, {@code ./run projection} and the services' own programs: the commands that
 * come with the services, on the databases of the system that {@code ./run} has started here, one service after the other.
 */
public final class ServiceCommand {
    private static final int FAILED = 1;
    /** What a service's program says of a name that may be another service's. */
    private static final int NOT_HERE = 3;

    private final ServiceCommandOptions options;
    private final Topology topology;
    private final Path project;

    private ServiceCommand(ServiceCommandOptions options, Topology topology, Path project) {
        this.options = options;
        this.topology = topology;
        this.project = project;
    }

    public static void main(String[] arguments) {
        try {
            var project = Path.of(System.getProperty("shop.project", "")).toAbsolutePath();
            var services = ServiceList.of(project);
            var options = ServiceCommandOptions.parse(services, List.of(arguments));
            var topology = Topology.of(services, 1, port -> port + options.portOffset());
            System.exit(new ServiceCommand(options, topology, project).run());
        } catch (IllegalArgumentException | IllegalStateException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(FAILED);
        } catch (InterruptedException e) {
            System.exit(FAILED);
        }
    }

    /** Returns the highest exit code; that of a service which does not know the name counts only where none knows it. */
    private int run() throws IOException, InterruptedException {
        var concerned = topology.services().stream()
                .filter(service -> options.concerns(service.name()))
                .toList();
        if (concerned.isEmpty()) {
            throw new IllegalArgumentException("--service: " + options.service()
                    + " (expected: "
                    + topology.services().stream().map(ServiceEntry::name).collect(Collectors.joining(" or "))
                    + ", and a service that has this program)");
        }
        var highest = 0;
        var notHere = 0;
        for (var service : concerned) {
            System.err.println(service.name() + ":");
            var code = run(service);
            if (code == NOT_HERE) {
                notHere++;
            } else {
                highest = Math.max(highest, code);
            }
        }
        return notHere == concerned.size() ? NOT_HERE : highest;
    }

    private int run(ServiceEntry service) throws IOException, InterruptedException {
        var server = PostgresServer.in(Workspace.at(project.resolve(".devstack")), topology.postgresPort());
        return new ServiceProgram(
                        project,
                        service.name(),
                        server.url(service.localDatabase()),
                        server.passwordFile(),
                        "127.0.0.1:" + topology.kafkaPort())
                .command(options.program().main(), options.command())
                .inheritIO()
                .start()
                .waitFor();
    }
}
