package shop.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseSettingsTest {
    private static final String URL = "jdbc:postgresql://localhost/users";

    @Test
    void thePasswordComesFromItsFileWhenThereIsOne(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("password"), "from-file\n");

        var settings = settings("password = from-environment, password-file = \"" + file + "\"");

        assertThat(settings.password()).isEqualTo("from-file");
    }

    @Test
    void aPasswordIsNeverPrinted() {
        var settings = settings("password = canary, url = \"" + URL + "?password=canary\"");

        assertThat(settings.password()).isEqualTo("canary");
        assertThat(settings.toString()).doesNotContain("canary").contains(URL);
    }

    @Test
    void aUrlOfAnotherDatabaseIsRefusedWithoutPrintingIt() {
        assertThatThrownBy(() -> settings("url = \"jdbc:mysql://canary\""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shop.database.url")
                .hasMessageContaining("SHOP_DATABASE_URL")
                .hasMessageNotContaining("canary");
    }

    @Test
    void aPasswordFileThatIsNotThereStopsTheStart() {
        assertThatThrownBy(() -> settings("password-file = /nowhere/password"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("/nowhere/password");
    }

    @Test
    void theLanesOfTheJournalFitItsConnections() {
        var config = ConfigFactory.load();
        var lanes = config.getConfig("shop.journal").root().keySet().stream()
                .filter(queue -> config.hasPath("shop.journal." + queue + ".lanes"))
                .mapToInt(queue -> config.getInt("shop.journal." + queue + ".lanes"))
                .sum();

        assertThat(lanes).isLessThanOrEqualTo(config.getInt("shop.database.journal.connections"));
    }

    private static DatabaseSettings settings(String database) {
        return DatabaseSettings.from(config(database));
    }

    private static Config config(String database) {
        return ConfigFactory.parseString("shop.database { " + database + " }")
                .withFallback(ConfigFactory.parseString("shop.database.url = \"" + URL + "\""))
                .withFallback(ConfigFactory.load());
    }
}
