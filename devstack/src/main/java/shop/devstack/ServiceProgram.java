package shop.devstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that comes with a service, such as the audit's, on the database and the Kafka of a system on this machine.
 *
 * @param passwordFile with the password of the database's superuser
 */
record ServiceProgram(Path project, String service, String databaseUrl, Path passwordFile, String kafka) {

    /** Not started yet; its output goes where the caller lets it go. */
    ProcessBuilder command(String main, List<String> arguments) {
        var program = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                BuiltJars.classPath(project, service),
                main));
        program.addAll(arguments);
        var process = new ProcessBuilder(program);
        process.environment()
                .putAll(Map.of(
                        "SHOP_DATABASE_URL",
                        databaseUrl,
                        "SHOP_DATABASE_USER",
                        PostgresServer.SUPERUSER,
                        "SHOP_DATABASE_PASSWORD_FILE",
                        passwordFile.toString(),
                        "SHOP_KAFKA_BOOTSTRAP_SERVERS",
                        kafka));
        return process;
    }
}
