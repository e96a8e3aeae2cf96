package shop.devstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The programs that a stack is made of, for whoever runs them elsewhere than on this machine's loopback: in network namespaces, for
 * instance. Starting them, and ending them, is up to the caller.
 */
public final class Programs {
    private Programs() {}

    /** Returns the command of one of PostgreSQL's programs, such as {@code initdb}; it may be run as root. */
    public static List<String> postgres(String name, String... arguments) {
        return PostgresServer.program(name, arguments);
    }

    /**
     * Returns the command of a broker, which formats its storage first when there is none.
     *
     * @param settings a file of Kafka's own properties, with one folder in {@code log.dirs}
     */
    public static List<String> kafka(Path settings) {
        var command = new ArrayList<String>();
        command.add(java());
        command.addAll(KafkaBroker.JVM_FLAGS);
        command.addAll(new ClassArchive(KafkaJars.archives(), "kafka").optionsOfUse(KafkaJars.classPath()));
        command.addAll(List.of(KafkaProcess.class.getName(), settings.toString()));
        return command;
    }

    /**
     * Returns the command of Consul; {@link ConsulAgent#available} says whether there is one.
     *
     * @throws IllegalStateException if there is none
     */
    public static List<String> consul(String... arguments) {
        var command = new ArrayList<String>();
        command.add(ConsulBinary.require().toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Returns the command of one of our services as this project has built it, or of another class on its class path.
     *
     * @param service of the list of services
     * @param jvmArguments added to those of a node
     * @throws IllegalStateException if the service is not built
     */
    public static List<String> service(String service, List<String> jvmArguments, String mainClass) {
        var target = Project.folder().resolve(service).resolve("target");
        var command = new ArrayList<String>();
        command.add(java());
        command.addAll(ServiceNode.QUICK_START);
        command.addAll(jvmArguments);
        command.addAll(classes(
                new ClassArchive(target.resolve("archives"), service),
                Release.BUILT.classPath(target, service),
                jvmArguments));
        command.add(mainClass);
        return command;
    }

    /** An agent that changes classes and an archive of them do not go together: JDK 17 crashes when it loads the first one. */
    static List<String> classes(ClassArchive archive, String classPath, List<String> jvmArguments) {
        return jvmArguments.stream().anyMatch(argument -> argument.startsWith("-javaagent:"))
                ? List.of("-cp", classPath)
                : archive.optionsOfUse(classPath);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
