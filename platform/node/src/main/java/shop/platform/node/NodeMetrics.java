package shop.platform.node;

import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import akka.cluster.MemberStatus;
import io.opentelemetry.api.common.Attributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import shop.platform.audit.Audit;
import shop.platform.cluster.Readiness;
import shop.platform.journal.Database;
import shop.platform.journal.Horizon;
import shop.platform.telemetry.JvmMetrics;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;
import shop.platform.tls.Tls;

/** What a node shows of itself and of its cluster, whatever service it runs. */
final class NodeMetrics {
    private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);
    private static final List<MemberStatus> STATUSES = List.of(
            MemberStatus.joining(),
            MemberStatus.weaklyUp(),
            MemberStatus.up(),
            MemberStatus.leaving(),
            MemberStatus.exiting(),
            MemberStatus.down());

    private NodeMetrics() {}

    static void register(ActorSystem<?> system) {
        var telemetry = Telemetry.get(system);
        system.classicSystem().registerOnTermination(JvmMetrics.register(telemetry));

        var readiness = Readiness.get(system);
        telemetry.gauge(Metric.NODE_READY, gauge -> gauge.record(readiness.isReady() ? 1 : 0));
        showCluster(telemetry, Cluster.get(system.classicSystem()));

        var database = Database.get(system);
        var horizon = telemetry.poll(() -> Horizon.age(database));
        telemetry.gauge(Metric.HORIZON_AGE, gauge -> horizon.ifKnown(age -> gauge.record(seconds(age))));

        Tls.of(system)
                .ifPresent(tls -> telemetry.gauge(
                        Metric.CERTIFICATE_EXPIRY,
                        gauge -> gauge.record(seconds(Duration.between(
                                Instant.now(), tls.credentials().expiry())))));
        var audit = Audit.get(system);
        telemetry.counter(Metric.AUDIT_FAILURES, counter -> counter.record(audit.failures()));
    }

    private static void showCluster(Telemetry telemetry, Cluster cluster) {
        Map<MemberStatus, Attributes> labels = STATUSES.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        status ->
                                Telemetry.attributes("status", status.toString().toLowerCase(Locale.ROOT))));
        telemetry.gauge(Metric.CLUSTER_MEMBERS, gauge -> {
            var members = cluster.state().getMembers();
            labels.forEach((status, label) -> gauge.record(
                    StreamSupport.stream(members.spliterator(), false)
                            .filter(member -> member.status().equals(status))
                            .count(),
                    label));
        });
        telemetry.gauge(
                Metric.CLUSTER_UNREACHABLE,
                gauge -> gauge.record(cluster.state().getUnreachable().size()));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / MILLIS_PER_SECOND;
    }
}
