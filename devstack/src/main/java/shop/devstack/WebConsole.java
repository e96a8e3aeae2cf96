package shop.devstack;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The console: a process of its own that shows the stack in a browser. Safe for use by several threads. */
public final class WebConsole extends Component {
    static final String MODULE = "console";

    private static final HttpProbe PROBE = new HttpProbe(Optional.empty());

    private final Path project;
    private final int port;
    private final Map<String, String> environment;
    private final ClassArchive archive;

    WebConsole(Workspace workspace, Path project, int port, Map<String, String> environment) {
        super("console", workspace);
        this.project = project;
        this.port = port;
        this.environment = environment;
        archive = new ClassArchive(project.resolve(MODULE).resolve("target").resolve("archives"), MODULE);
    }

    /** Where a browser finds it. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    List<String> command() {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(archive.options(BuiltJars.classPath(project, MODULE)));
        command.add("shop.console.Main");
        return command;
    }

    @Override
    void onReady() {
        archive.ready();
    }

    @Override
    Map<String, String> environment() {
        return environment;
    }

    @Override
    boolean isReady() {
        return PROBE.isOk(uri());
    }

    @Override
    String stopSignal() {
        return "TERM";
    }

    @Override
    Duration stopGrace() {
        return Duration.ofSeconds(5);
    }
}
