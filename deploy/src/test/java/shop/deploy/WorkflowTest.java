package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class WorkflowTest {
    private final Map<String, Map<String, Map<String, Object>>> workflow =
            new Yaml().load(Repository.text(".github/workflows/ci.yml"));

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

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> steps() {
        return workflow.get("jobs").values().stream()
                .flatMap(job -> ((List<Map<String, Object>>) job.get("steps")).stream())
                .toList();
    }
}
