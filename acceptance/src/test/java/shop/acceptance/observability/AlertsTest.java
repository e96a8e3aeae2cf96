package shop.acceptance.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Alerts ask for what there is, say what to do, and are tested. */
class AlertsTest {
    private static final Path DOCUMENT = ObservabilityFiles.PROJECT.resolve("docs/alerts.md");
    private static final String BEGIN = "<!-- From the rules by AlertsTest -->\n";
    private static final String END = "<!-- End -->";

    private static final Pattern MENTION = Pattern.compile("\\b(?:shop|jvm|rpc|db)_[a-z_]+");

    private static final Pattern JOB = Pattern.compile("\\bjob=~?\"([^\"]+)\"");

    /** Sections of a runbook. */
    private static final List<String> ANSWERS = List.of("## What it means", "## How to see it", "## What to do");

    @Test
    void rulesAskForMetricsAndLabelsThatNodesHave() {
        var known = KnownMetrics.all();

        assertThat(Rule.all())
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(known.missing(rule.expression()))
                        .as(rule.name())
                        .isEmpty());
    }

    /** With another name ServiceDown would fire for ever. */
    @Test
    void theJobsThatRulesAskForAreThoseOfTheDeliveredConfiguration() {
        var services = new TreeSet<String>();
        for (var job : ObservabilityFiles.yaml(ObservabilityFiles.OBSERVABILITY.resolve("prometheus.yml"))
                .path("scrape_configs")) {
            for (var relabel : job.path("relabel_configs")) {
                if (relabel.path("target_label").asText().equals("job")) {
                    assertThat(relabel.path("source_labels").path(0).asText()).isEqualTo("__meta_consul_service");
                    job.path("consul_sd_configs")
                            .forEach(consul ->
                                    consul.path("services").forEach(service -> services.add(service.asText())));
                }
            }
        }

        var asked = Rule.all().stream()
                .flatMap(rule -> JOB.matcher(rule.expression()).results())
                .flatMap(match -> Pattern.compile("\\|").splitAsStream(match.group(1)))
                .toList();
        assertThat(asked).isNotEmpty();
        assertThat(services).containsAll(asked);
    }

    @Test
    void everyAlertSaysHowUrgentItIsWhatIsWrongAndWhereHelpIs() {
        assertThat(Rule.alerts()).allSatisfy(alert -> {
            assertThat(alert.severity()).as(alert.name()).isIn("page", "ticket");
            assertThat(alert.annotation("summary")).as(alert.name()).isNotBlank();
            assertThat(alert.annotation("description")).as(alert.name()).isNotBlank();
            assertThat(alert.annotation("runbook_url")).isEqualTo("docs/runbooks/" + alert.name() + ".md");
        });
    }

    @Test
    void everyAlertHasARunbookAndEveryRunbookAnAlert() {
        assertThat(Runbooks.ofAlerts())
                .extracting(file -> file.getFileName().toString().replace(".md", ""))
                .containsExactlyInAnyOrderElementsOf(names());
        assertThat(Runbooks.textsOfAlerts()).allSatisfy(text -> assertThat(text).contains(ANSWERS));
    }

    /** In full, or as the beginning that {@code grep} looks for. */
    @Test
    void runbooksLookForMetricsAndLabelsThatThereAre() {
        var known = KnownMetrics.all();
        var mentioned = Runbooks.textsOfAlerts().stream()
                .flatMap(text -> MENTION.matcher(text).results())
                .map(MatchResult::group)
                .toList();

        assertThat(mentioned).hasSizeGreaterThan(10).allMatch(known::hasBeginning);
    }

    /** As several rules may share a name, each is told by its severity and window as well. */
    @Test
    void everyAlertIsTestedByPromtoolToFireAndNotToFire() {
        var firing = new TreeSet<String>();
        var silent = new TreeSet<String>();
        for (var file : ObservabilityFiles.in(ObservabilityFiles.ALERT_TESTS, ".yml")) {
            for (var check : ObservabilityFiles.yaml(file).findValues("alert_rule_test")) {
                for (var expected : check) {
                    var name = expected.path("alertname").asText();
                    expected.path("exp_alerts").forEach(alert -> firing.add(rule(name, alert.path("exp_labels"))));
                    if (expected.path("exp_alerts").isEmpty()) {
                        silent.add(name);
                    }
                }
            }
        }

        assertThat(firing)
                .isEqualTo(Rule.alerts().stream()
                        .map(alert -> rule(alert.name(), alert.node().path("labels")))
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertThat(silent).isEqualTo(names());
    }

    private static String rule(String name, JsonNode labels) {
        return name + " " + labels.path("severity").asText() + " "
                + labels.path("window").asText();
    }

    @Test
    void prometheusLoadsTheRulesAndTheyDoWhatTheirTestsSay() {
        var promtool = new Promtool();

        promtool.check(ObservabilityFiles.in(ObservabilityFiles.ALERTS, ".yml"));
        promtool.test(ObservabilityFiles.in(ObservabilityFiles.ALERT_TESTS, ".yml"));
    }

    /** {@code -Dtelemetry.write=true} writes the table. */
    @Test
    void theDocumentShowsTheAlerts() throws IOException {
        var document = ObservabilityFiles.text(DOCUMENT);
        var begin = document.indexOf(BEGIN) + BEGIN.length();
        var end = document.indexOf(END);
        if (Boolean.getBoolean("telemetry.write")) {
            Files.writeString(DOCUMENT, document.substring(0, begin) + table() + document.substring(end));
            return;
        }

        assertThat(document.substring(begin, end)).isEqualTo(table());
    }

    private static String table() {
        return Rule.alerts().stream().map(AlertsTest::row).collect(Collectors.joining("\n", """

                | alert and its runbook | severity | after | says |
                |---|---|---|---|
                """, "\n\n"));
    }

    private static String row(Rule alert) {
        var says = alert.annotation("summary")
                .replaceAll("\\{\\{ \\$labels\\.(\\w+) }}", "‹$1›")
                .replaceAll("\\{\\{ \\$value.*? }}", "‹value›");
        return "| [`%1$s`](runbooks/%1$s.md) | %2$s | %3$s | %4$s |"
                .formatted(alert.name(), alert.severity(), after(alert), says);
    }

    private static String after(Rule alert) {
        var window = alert.node().path("labels").path("window").asText();
        return window.isEmpty() ? alert.duration() : "window " + window;
    }

    private static Set<String> names() {
        return Rule.alerts().stream().map(Rule::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
