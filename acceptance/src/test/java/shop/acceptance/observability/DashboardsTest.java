package shop.acceptance.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.acceptance.observability.Dashboard.Panel;

/** Dashboards ask for what there is, and can be read by somebody who sees them for the first time. */
class DashboardsTest {
    /** Of Grafana 11. */
    private static final int SCHEMA = 40;

    private final List<Dashboard> dashboards = Dashboard.all();

    @Test
    void queriesAskForMetricsAndLabelsThatNodesHave() {
        var known = KnownMetrics.all();

        assertThat(queries())
                .isNotEmpty()
                .allSatisfy(query -> assertThat(known.missing(query)).as(query).isEmpty());
    }

    /** A file of rules is the one place where promtool reads expressions without a server. */
    @Test
    void prometheusUnderstandsTheQueries(@TempDir Path folder) throws IOException {
        var rules = queries().stream()
                .map(query -> Map.of("record", "query", "expr", query))
                .toList();
        var file = folder.resolve("queries.yml");
        ObservabilityFiles.writeYaml(file, Map.of("groups", List.of(Map.of("name", "queries", "rules", rules))));

        new Promtool().check(List.of(file));
    }

    @Test
    void everyPanelSaysWhatItShowsInWhichUnit() {
        assertThat(dashboards)
                .flatExtracting(Dashboard::panels)
                .allSatisfy(panel -> assertThat(List.of(panel.title(), panel.description(), panel.unit()))
                        .as(panel.title())
                        .doesNotContain(""));
        assertThat(dashboards)
                .allSatisfy(dashboard ->
                        assertThat(dashboard.panels()).extracting(Panel::title).doesNotHaveDuplicates());
    }

    @Test
    void dashboardsKeepTheirAddressesAndWorkWithAnyDataSource() {
        assertThat(dashboards).extracting(Dashboard::uid).doesNotHaveDuplicates();
        assertThat(dashboards).allSatisfy(dashboard -> {
            assertThat(dashboard.uid()).startsWith("shop-");
            assertThat(dashboard.node().path("schemaVersion").asInt()).isEqualTo(SCHEMA);
            assertThat(dashboard.variables()).contains("datasource", "service");
            assertThat(dashboard.panels()).extracting(Panel::datasource).containsOnly("${datasource}");
        });
    }

    @Test
    void theDocumentNamesTheDashboards() throws IOException {
        var document = Files.readString(ObservabilityFiles.PROJECT.resolve("docs/alerts.md"));

        assertThat(dashboards)
                .allSatisfy(dashboard -> assertThat(document)
                        .contains("| `"
                                + dashboard.file().getFileName().toString().replace(".json", "") + "` |"));
    }

    private List<String> queries() {
        return dashboards.stream()
                .flatMap(dashboard -> dashboard.panels().stream())
                .flatMap(panel -> panel.queries().stream())
                .toList();
    }
}
