package shop.discovery.consul.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import shop.discovery.consul.CheckStatus;
import shop.discovery.consul.ConsulInstance;
import shop.discovery.consul.Weights;

class InstancesQueryTest {
    private static final String ENTRY = """
            {"Node": {"Node": "n%1$d", "Address": "10.0.0.%1$d"},
             "Service": {"ID": "user-%1$d", "Port": 80, "Address": ""},
             "Checks": [{"Status": "passing"}, {"Status": "%2$s"}]}""";

    private static List<ConsulInstance> parse(boolean includingWarning, String json) throws JsonProcessingException {
        return new InstancesQuery("user", includingWarning).parse(new ObjectMapper().readTree(json));
    }

    @Test
    void anInstanceIsAsWellAsTheWorstOfItsChecks() throws JsonProcessingException {
        var answer = "[" + ENTRY.formatted(1, "passing") + "," + ENTRY.formatted(2, "warning") + ","
                + ENTRY.formatted(3, "critical") + "," + ENTRY.formatted(4, "news to us") + "]";

        assertThat(parse(false, answer)).extracting("id").containsExactly("user-1");
        assertThat(parse(true, answer)).extracting("id").containsExactly("user-1", "user-2");
        assertThat(parse(true, answer)).extracting("status").containsExactly(CheckStatus.PASSING, CheckStatus.WARNING);
    }

    @Test
    void theOrderOfTheAnswerDoesNotMatter() throws JsonProcessingException {
        var one = ENTRY.formatted(1, "passing");
        var two = ENTRY.formatted(2, "passing");

        assertThat(parse(false, "[" + one + "," + two + "]")).isEqualTo(parse(false, "[" + two + "," + one + "]"));
    }

    @Test
    void whatConsulLeavesOutHasDefaults() throws JsonProcessingException {
        var answer = "[" + ENTRY.formatted(1, "passing") + "]";

        assertThat(parse(false, answer)).extracting("address").containsExactly("10.0.0.1");
        assertThat(parse(false, answer)).extracting("weights").containsExactly(Weights.DEFAULT);
        assertThat(parse(false, "null")).isEmpty();
    }
}
