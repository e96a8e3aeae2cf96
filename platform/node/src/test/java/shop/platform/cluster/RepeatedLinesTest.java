package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RepeatedLinesTest {
    private static final RuntimeException BROKEN_OFF = new IllegalStateException("truncated data");

    private final AtomicLong now = new AtomicLong();
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final ListAppender<ILoggingEvent> own = new ListAppender<>();

    @BeforeEach
    void listen() {
        context.addTurboFilter(new RepeatedLines(now::get));
        lines.start();
        context.getLogger("ROOT").addAppender(lines);
        own.start();
        logger().addAppender(own);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(own);
    }

    private static ch.qos.logback.classic.Logger logger() {
        return (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(RepeatedLines.class);
    }

    @Test
    void aFloodOfErrorsIsLoggedTenTimesAndCounted() {
        var akka = context.getLogger("akka.actor.RepointableActorRef");
        for (var connection = 0; connection < 1000; connection++) {
            akka.error("Error in stage [FrameParsing@" + connection + "]: truncated data", BROKEN_OFF);
        }
        assertThat(lines.list).hasSize(RepeatedLines.LIMIT);
        assertThat(own.list).isEmpty();

        now.addAndGet(Duration.ofSeconds(RepeatedLines.WINDOW_SECONDS).toNanos());
        akka.error("Error in stage [FrameParsing@1000]: truncated data", BROKEN_OFF);

        assertThat(lines.list).hasSize(RepeatedLines.LIMIT + 1);
        assertThat(own.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "akka.actor.RepointableActorRef: 990 lines that begin with \"Error in stage [Fram\" were left"
                                + " out (limit: 10 in 10 s)");
    }

    @Test
    void warningsThatAkkaGivesAsAParameterAreToldApart() {
        var akka = context.getLogger("akka.actor.ActorSystemImpl");
        for (var request = 0; request < 100; request++) {
            akka.warn("{}", "Illegal request, responding with status 400");
            akka.warn("{}", "Sending an 2xx 'early' response");
        }

        assertThat(lines.list).hasSize(2 * RepeatedLines.LIMIT);
    }

    @Test
    void whatIsNoWarningOrNotAkkasIsAlwaysLogged() {
        for (var line = 0; line < 100; line++) {
            context.getLogger("shop.platform.messaging.DeadLetters").error("a record went to dead letters");
            context.getLogger("akka.cluster.Cluster").info("a member is up");
        }

        assertThat(lines.list).hasSize(200);
    }

    @Test
    void whatIsNotLoggedIsNotCounted() {
        var akka = context.getLogger("akka.actor.ActorSystemImpl");
        akka.setLevel(Level.ERROR);
        for (var line = 0; line < 100; line++) {
            akka.warn("Illegal request");
        }
        akka.setLevel(Level.WARN);
        akka.warn("Illegal request");

        assertThat(lines.list).hasSize(1);
    }

    @Test
    void kindsAreForgottenBeforeTheyAreMany() {
        for (var kind = 0; kind < 3000; kind++) {
            context.getLogger("akka.some." + kind).warn("a kind of its own");
        }

        assertThat(lines.list).hasSize(3000);
    }

    @Test
    void theLogOfANodeHasTheLimit() throws Exception {
        var delivered = new LoggerContext();
        var configurator = new JoranConfigurator();
        configurator.setContext(delivered);
        configurator.doConfigure(RepeatedLines.class.getResource("/logback.xml"));
        try {
            assertThat(delivered.getTurboFilterList()).hasAtLeastOneElementOfType(RepeatedLines.class);
        } finally {
            delivered.stop();
        }
    }
}
