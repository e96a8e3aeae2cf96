package shop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Results results = new Results();

    @Test
    void aRatioIsTheMedianOfTheRatiosWithinTheRounds() {
        measured(Subject.AKKA, "64 in flight", 1000, 2000, 4000);
        measured(Subject.GET_USER, "64 in flight", 900, 1000, 3200);

        assertThat(report()).contains("| GetUser ÷ (c) | 64 in flight | 0.80 [0.50 – 0.90] |");
    }

    @Test
    void createUserIsComparedInEventsWithOneRowACommitUnderEachLoad() {
        measured(Subject.COMMITS, "10 connections", 10_000);
        measured(Subject.CREATE_USER, "1 in flight", 500);
        measured(Subject.CREATE_USER, "64 in flight", 2500);
        results.eventsPerCall(Subject.CREATE_USER, 2);

        assertThat(report())
                .contains("| CreateUser × 2.00 events ÷ (b) | 1 in flight | 0.10 [")
                .contains("| CreateUser × 2.00 events ÷ (b) | 64 in flight | 0.50 [");
    }

    @Test
    void aCallIsNotComparedWithAYardstickUnderAnotherLoad() {
        measured(Subject.AKKA, "1 in flight", 1000);
        measured(Subject.GET_USER, "64 in flight", 900);

        assertThat(report()).doesNotContain("GetUser ÷ (c)");
    }

    @Test
    void anOpenLoopGetsWhatItAsksForAndIsNotCompared() {
        measured(Subject.AKKA, "open loop, 500/s", 500);
        measured(Subject.GET_USER, "open loop, 500/s", 500);

        assertThat(report()).doesNotContain("GetUser ÷ (c)");
    }

    @Test
    void theCostOfACallIsSaidByProcessAndInStatements() {
        measured(Subject.CREATE_USER, "64 in flight", 2500);

        assertThat(report()).contains("| CreateUser | 64 in flight | 480 | 160 | 120 | 0 | 760 | 3.00 |");
    }

    @Test
    void oneCallAtATimeIsComparedWithOneCommitAtATime() {
        measured(Subject.LONE_COMMITS, "1 connection", 1000);
        measured(Subject.CREATE_USER, "1 in flight", 200);
        measured(Subject.CREATE_USER, "16 in flight", 800);

        assertThat(report())
                .contains("| p50: CreateUser ÷ (g) | 1 in flight | 1.00 [")
                .doesNotContain("| p50: CreateUser ÷ (g) | 16 in flight |");
    }

    @Test
    void errorsOfAllRoundsAreShownByKindBesideTheSuccesses() {
        results.add(measurement(Subject.GET_USER, "1 in flight", 1, 10, Map.of("UNAVAILABLE", 2L)));
        results.add(measurement(Subject.GET_USER, "1 in flight", 2, 10, Map.of("UNAVAILABLE", 3L, "INTERNAL", 1L)));

        assertThat(report()).contains("**1 INTERNAL**, **5 UNAVAILABLE**");
    }

    @Test
    void ordersAreComparedWithUsersUnderTheSameLoad() {
        measured(Subject.COMMITS, "10 connections", 1000);
        measured(Subject.GET_USER, "1 in flight", 4000);
        measured(Subject.CREATE_USER, "1 in flight", 200);
        measured(Subject.GET_ORDER, "1 in flight", 2000);
        measured(Subject.CREATE_ORDER, "1 in flight", 150);
        results.eventsPerCall(Subject.CREATE_ORDER, 1);

        assertThat(report())
                .contains("| GetOrder ÷ GetUser | 1 in flight | 0.50 [")
                .contains("| CreateOrder × 1.00 events ÷ (b) | 1 in flight | 0.15 [")
                .contains("| CreateOrder ÷ CreateUser | 1 in flight | 0.75 [")
                .contains("| p50: CreateOrder ÷ GetUser | 1 in flight | 1.00 [");
    }

    @Test
    void anOutageIsSetAgainstTheTimeBefore() {
        measured(Subject.CREATE_ORDER_BEFORE, "64 in flight", 1000);
        measured(Subject.CREATE_ORDER_DURING, "64 in flight", 1500);
        var load = Meter.OPEN_LOOP + Meter.BESIDE + "CreateOrder";
        measured(Subject.GET_ORDER_BEFORE, load, 250);
        measured(Subject.GET_ORDER_DURING, load, 250);

        assertThat(report())
                .contains("| CreateOrder: user-service frozen ÷ before | 64 in flight | 1.50 [")
                .contains("| p99: GetOrder: user-service frozen ÷ before | " + load + " | 1.00 [");
    }

    @Test
    void processorTimeACallIsNotSaidOfLoadsThatRanTogether() {
        measured(Subject.GET_ORDER_BEFORE, Meter.OPEN_LOOP + Meter.BESIDE + "CreateOrder", 250);

        assertThat(report()).contains("| 0 | 0.30 | 1.20 | – | 0.00 | 0.40 | 2.00 |");
    }

    @Test
    void aLagIsTheMedianOfTheRoundsAndOfAllEventsTheMost() {
        for (var millis : List.of(100, 200, 400)) {
            var micros = new Histogram(3);
            micros.recordValue(Duration.ofMillis(millis).toNanos() / 1000);
            results.add(new Lag(View.ORDERS, "64 in flight", 1, micros));
        }

        assertThat(report())
                .containsPattern("read model of orders \\| 64 in flight \\| 3 \\| 200 \\[100 – 400\\] .*\\| 400 \\|");
    }

    @Test
    void ordersThatTheReplicaConfirmedAreTold() {
        results.add(new Confirmations.Share(Subject.CREATE_ORDER, "64 in flight", 1, 1000, 428));

        assertThat(report()).contains("| CreateOrder | 64 in flight | 1 | 1,000 | 42.8 % |");
    }

    @Test
    void aViewThatNeverCaughtUpIsSaid() {
        results.add(new Backlog(View.USERS, "64 in flight", 1, List.of(5L, 900L, 700L), Backlog.NEVER));

        assertThat(report())
                .contains("| read model of users | 64 in flight | 1 | 5 | 900 | 700 | **not within 5 min** |");
    }

    @Test
    void costAtALargerPopulationIsSetAgainstTheSmallest() {
        measured(Subject.CREATE_USER, "10,000 users", 2000);
        measured(Subject.CREATE_USER, "100,000 users", 1000);

        assertThat(report())
                .contains("| CreateUser: server µs/call ÷ at 10,000 users | 100,000 users | 2.00 |")
                .contains("| CreateUser: PostgreSQL µs/call ÷ at 10,000 users | 100,000 users | 2.00 |");
    }

    @Test
    void costAtALargerPopulationIsAlsoCountedInEmptyCallsOfItsTimeSinceTheMachineMayHaveBecomeSlower() {
        measured(Subject.EMPTY, "10,000 users", 20_000);
        measured(Subject.CREATE_USER, "10,000 users", 2000);
        measured(Subject.EMPTY, "100,000 users", 8_000);
        measured(Subject.CREATE_USER, "100,000 users", 1000);

        assertThat(report())
                .contains("| CreateUser: in empty calls ÷ at 10,000 users | 100,000 users | 0.80 |")
                .contains(
                        "| (e) empty call, user-service itself: server µs/call ÷ at 10,000 users | 100,000 users | 2.50 |");
    }

    @Test
    void processorsTakenByOthersDisqualifyAFigure() {
        var cores = new ProcessorTime.Cores(0.2, 0.5, 0, 0.1, 2.0);
        results.add(new Measurement(Subject.GET_USER, "1 in flight", 1, window(10, Map.of()), cores, 30));

        assertThat(report()).contains("processors taken by others: **measure again**");
    }

    private String report() {
        return Report.of(results, 2);
    }

    private void measured(Subject subject, String load, long... perSecond) {
        for (var i = 0; i < perSecond.length; i++) {
            results.add(measurement(subject, load, i + 1, perSecond[i], Map.of()));
        }
    }

    private static Measurement measurement(
            Subject subject, String load, int round, long perSecond, Map<String, Long> errors) {
        var cores = new ProcessorTime.Cores(0.3, 1.2, 0, 0.4, 2.0);
        return new Measurement(subject, load, round, window(perSecond, errors), cores, 3 * perSecond);
    }

    private static Window window(long perSecond, Map<String, Long> errors) {
        var latency = new Histogram(3);
        latency.recordValue(Duration.ofMillis(5).toNanos());
        return new Window(Instant.EPOCH, 1, perSecond, errors, latency);
    }
}
