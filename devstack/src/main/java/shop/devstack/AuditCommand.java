package shop.devstack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The program behind {@code ./run audit}: the command that comes with the services, on the databases of the system that
 * {@code ./run} has started here, one service after the other.
 */
public final class AuditCommand {
    private static final String PROGRAM = "shop.platform.audit.AuditCommand";
    private static final int FAILED = 1;

    private AuditCommand() {}

    public static void main(String[] arguments) {
        try {
            var options = AuditOptions.parse(List.of(arguments));
            var project = Path.of(System.getProperty("shop.project", "")).toAbsolutePath();
            System.exit(run(options, project));
        } catch (IllegalArgumentException | IllegalStateException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(FAILED);
        } catch (InterruptedException e) {
            System.exit(FAILED);
        }
    }

    /** Returns the highest exit code. */
    private static int run(AuditOptions options, Path project) throws IOException, InterruptedException {
        var topology = Topology.of(1, port -> port + options.portOffset());
        var highest = 0;
        for (var service : topology.services()) {
            if (options.concerns(service.name())) {
                System.err.println(service.name() + ":");
                highest = Math.max(highest, run(service, topology, project, options.command()));
            }
        }
        return highest;
    }

    private static int run(Topology.Service service, Topology topology, Path project, List<String> command)
            throws IOException, InterruptedException {
        var program = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                BuiltJars.classPath(project, service.name()),
                PROGRAM));
        program.addAll(command);
        var process = new ProcessBuilder(program).inheritIO();
        process.environment()
                .putAll(Map.of(
                        "SHOP_DATABASE_URL",
                        "jdbc:postgresql://127.0.0.1:" + topology.postgresPort() + "/" + service.database(),
                        "SHOP_DATABASE_USER",
                        "postgres"));
        return process.start().waitFor();
    }
}
