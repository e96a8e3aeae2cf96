package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class WorkflowTest {
    private static final List<String> WORKFLOWS = List.of("ci", "release");

    @Test
    void actionsAreNamedByTheirCommit() {
        assertThat(steps().stream().filter(step -> step.containsKey("uses")))
                .isNotEmpty()
                .allSatisfy(step -> assertThat((String) step.get("uses")).matches("[\\w-]+/[\\w-]+@[0-9a-f]{40}"));
    }

    @Test
    void whatItRunsIsHereToRun() {
        assertThat(steps().stream().filter(step -> step.containsKey("run")))
                .isNotEmpty()
                .allSatisfy(step -> assertThat(Repository.path(program(step))).isExecutable());
    }

    @Test
    void everyNightWhatIsLongRunsInItsLongForm() {
        assertThat((String) step("verify").get("run"))
                .contains("github.event_name == 'schedule'", "-P !ci", "-Dlong=true", "-Dfaults.rounds=");
        assertThat(step("verify on the system as in production"))
                .containsEntry("if", "github.event_name == 'schedule'")
                .hasEntrySatisfying("run", run -> assertThat((String) run).contains("-Dsecure=true", "-Dlong=true"));
    }

    @Test
    void aTagIsTestedBeforeItIsPublishedAndOnlyThePublisherMayWrite() {
        var jobs = jobs("release");
        assertThat(workflow("release").get("permissions")).isEqualTo(Map.of("contents", "read"));
        assertThat(jobs.get("verify")).doesNotContainKey("permissions");
        assertThat(jobs.get("publish"))
                .containsEntry("needs", "verify")
                .containsEntry("permissions", Map.of("contents", "write", "packages", "write", "id-token", "write"));
        assertThat((String) step("release").get("run")).startsWith("deploy/release/release --publish ");
    }

    private Map<String, Object> step(String name) {
        return steps().stream()
                .filter(step -> name.equals(step.get("name")))
                .findFirst()
                .orElseThrow();
    }

    /** Without its arguments. */
    private static String program(Map<String, Object> step) {
        return ((String) step.get("run")).split(" ")[0];
    }

    private static List<Map<String, Object>> steps() {
        return WORKFLOWS.stream()
                .flatMap(name -> jobs(name).values().stream())
                .flatMap(job -> WorkflowTest.<List<Map<String, Object>>>cast(job.get("steps")).stream())
                .toList();
    }

    private static Map<String, Map<String, Object>> jobs(String workflow) {
        return cast(workflow(workflow).get("jobs"));
    }

    private static Map<Object, Object> workflow(String name) {
        return new Yaml().load(Repository.text(".github/workflows/" + name + ".yml"));
    }

    @SuppressWarnings("unchecked")
    private static <T> T cast(Object value) {
        return (T) value;
    }
}
