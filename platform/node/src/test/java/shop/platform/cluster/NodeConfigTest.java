package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeConfigTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc-journal, akka.persistence.journal-plugin-fallback",
        "jdbc-snapshot-store, akka.persistence.snapshot-store-plugin-fallback"
    })
    void aPluginHasItsFallbackAlreadyAndTakesNoneAnyMore(String plugin, String fallback) {
        var config = TestNode.config("");

        var sealed = config.getConfig(plugin);

        assertThat(sealed.withFallback(config.getConfig(fallback))).isEqualTo(sealed);
        assertThat(sealed.root().keySet())
                .containsAll(config.getConfig(fallback).root().keySet());
        assertThat(sealed.withFallback(ConfigFactory.parseString("other = 1")).hasPath("other"))
                .isFalse();
    }
}
