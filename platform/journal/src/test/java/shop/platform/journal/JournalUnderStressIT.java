package shop.platform.journal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static shop.platform.journal.JournalFixture.atomic;
import static shop.platform.journal.JournalFixture.get;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.OwnThread;
import shop.devstack.Ports;
import shop.devstack.PostgresServer;

class JournalUnderStressIT {
    @Test
    void beyondItsQueueTheJournalRefusesAtOnceAndWritesWhatItTook() throws Exception {
        try (var node =
                TestNode.start(TestNode.newDatabase(), "shop.journal.writes { lanes = 1, queue = 10, batch = 5 }")) {
            var fixture = JournalFixture.of(node);
            var writes = new ArrayList<CompletableFuture<?>>();
            try (var held = fixture.holdWrites()) {
                for (var entity = 0; entity < 40; entity++) {
                    writes.add(fixture.write(atomic("Thing|" + entity, 1)));
                }
                var refused = writes.stream()
                        .filter(CompletableFuture::isCompletedExceptionally)
                        .toList();
                assertThat(refused).hasSizeBetween(25, 30);
                assertThatThrownBy(() -> get(refused.get(0))).hasCauseInstanceOf(JournalOverloadedException.class);
                writes.removeAll(refused);
                held.commit();
            }
            writes.forEach(JournalFixture::get);
        }
    }

    @Test
    void overARestartOfTheServerWritesSucceedOrFailAndNeverLie(@TempDir Path data) throws Exception {
        var port = Ports.free();
        var server = PostgresServer.start(data, port);
        server.createDatabase("restart");
        var url = server.jdbcUrl("restart");
        Migrations.run(DatabaseSettings.from(TestNode.config(url, "")), "db/test");

        try (var node = TestNode.start(url, "shop.database.journal.acquire-timeout = 500ms")) {
            var fixture = JournalFixture.of(node);
            var running = new AtomicBoolean(true);
            var acknowledged = new AtomicInteger();
            var failed = new AtomicInteger();
            var writers = List.of("Thing|a", "Thing|b", "Thing|c", "Thing|d").stream()
                    .map(id -> CompletableFuture.supplyAsync(
                            () -> writeUntilStopped(fixture, id, running, acknowledged, failed), OwnThread::run))
                    .toList();
            awaitMore(acknowledged);

            server.close();
            server = PostgresServer.start(data, port);
            // Not earlier: whether what was sent is written can be known only now.
            await().atMost(Duration.ofSeconds(60)).until(() -> failed.get() > 0);
            awaitMore(acknowledged);

            running.set(false);
            for (var writer : writers) {
                var told = writer.get(60, SECONDS);
                assertThat(fixture.sequenceNumbers(told.id())).containsExactlyElementsOf(told.written());
            }
        } finally {
            server.close();
        }
    }

    /** What a writer was told is written; after a failure it looks, as a recovering entity does. */
    private record Told(String id, List<Long> written) {}

    private static Told writeUntilStopped(
            JournalFixture fixture,
            String id,
            AtomicBoolean running,
            AtomicInteger acknowledged,
            AtomicInteger failed) {
        var written = new ArrayList<Long>();
        while (running.get()) {
            var next = written.size() + 1L;
            try {
                get(fixture.write(atomic(id, next)));
                written.add(next);
                acknowledged.incrementAndGet();
            } catch (CompletionException e) {
                failed.incrementAndGet();
                if (recover(fixture, id) == next) {
                    written.add(next);
                }
            }
        }
        return new Told(id, written);
    }

    private static long recover(JournalFixture fixture, String id) {
        while (true) {
            try {
                return fixture.highest(id);
            } catch (CompletionException e) {
                Thread.onSpinWait();
            }
        }
    }

    private static void awaitMore(AtomicInteger count) {
        var before = count.get();
        await().atMost(Duration.ofSeconds(60)).until(() -> count.get() > before + 50);
    }
}
