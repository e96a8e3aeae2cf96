package shop.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** What runs in the broker's JVM: formats the storage when there is none, then is the broker. */
final class KafkaProcess {
    private KafkaProcess() {}

    public static void main(String[] arguments) throws IOException {
        var settings = Path.of(arguments[0]);
        var properties = new Properties();
        try (var file = Files.newBufferedReader(settings)) {
            properties.load(file);
        }
        var storage = Path.of(properties.getProperty("log.dirs"));
        if (!Files.isDirectory(storage)) {
            format(storage, properties);
        }
        Kafka.main(new String[] {settings.toString()});
    }

    /** Makes the storage beside its place and moves it there whole, so that an interrupted one is never used. */
    private static void format(Path storage, Properties properties) throws IOException {
        var draft = storage.resolveSibling("draft");
        Workspace.delete(draft);
        properties.setProperty("log.dirs", draft.toString());
        var settings = storage.resolveSibling("draft.properties");
        try (var file = Files.newBufferedWriter(settings)) {
            properties.store(file, null);
        }
        var exitCode = StorageTool.execute(
                new String[] {"format", "--cluster-id", Uuid.randomUuid().toString(), "--config", settings.toString()},
                System.out);
        if (exitCode != 0) {
            throw new IllegalStateException("folder: " + draft + " (cannot be formatted for Kafka)");
        }
        Files.delete(settings);
        Files.move(draft, storage);
    }
}
