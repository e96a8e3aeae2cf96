package shop.acceptance.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import shop.acceptance.observability.PromQl.Selector;

class PromQlTest {
    @Test
    void metricsAndLabelsAreToldFromFunctionsOperatorsDurationsAndValues() {
        var query = PromQl.of("""
                max by (service_name, target) (max_over_time(a_total{state="open {x}", mode!~"b|c"}[2m])) > bool 1.5
                and on (job) sum(rate(d:e:rate5m[1h:5m])) without (g) * 3e2 offset 5m or up""");

        assertThat(query.selectors())
                .containsExactly(
                        new Selector("a_total", Set.of("state", "mode")),
                        new Selector("d:e:rate5m", Set.of()),
                        new Selector("up", Set.of()));
        assertThat(query.groupings()).containsExactlyInAnyOrder("service_name", "target", "job", "g");
    }

    @Test
    void whatNobodyHasIsFound() {
        var known = KnownMetrics.all();

        assertThat(known.missing("sum by (entity) (shop_entities_active{instance=\"a\"})"))
                .isEmpty();
        assertThat(known.missing("""
                        sum by (target) (rate(shop_entities_passivated[5m])) + shop_cluster_shards{state="up"}
                        + rpc_server_call_duration_seconds"""))
                .containsExactly(
                        "rpc_server_call_duration_seconds",
                        "shop_cluster_shards{state}",
                        "shop_entities_passivated",
                        "{target}");
    }
}
