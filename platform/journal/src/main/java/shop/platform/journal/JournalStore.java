package shop.platform.journal;

import akka.actor.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.Config;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import shop.platform.extension.SystemExtension;
import shop.platform.fencing.Fence;
import shop.platform.telemetry.Telemetry;

/** The queues between the plugin's stores and the connections of the journal; a node has one of each. */
final class JournalStore implements Extension {
    private static final ExtensionId<JournalStore> ID = new SystemExtension<>(JournalStore::new);

    private final HikariDataSource pool;
    private final Executor executor;
    private final Telemetry telemetry;
    private final Batcher<List<StoredEvent>, Boolean> writes;
    private final Batcher<String, Long> highestSequenceNumbers;
    private final Batcher<Replays.Request, List<StoredEvent>> replays;
    private final Batcher<SnapshotRead.Request, Optional<StoredSnapshot>> snapshots;

    private JournalStore(akka.actor.typed.ActorSystem<?> system) {
        var config = system.settings().config().getConfig("shop.journal");
        pool = Database.get(system).journal();
        executor = system.dispatchers().lookup(DispatcherSelector.fromConfig("shop.journal.dispatcher"));
        telemetry = Telemetry.get(system);
        var fence = Fence.get(system);
        var wakeUps = WakeUps.get(system);
        writes = new Batcher<>(
                "journal writes",
                pool,
                executor,
                Batcher.Limits.from(config.getConfig("writes")),
                new OperationTimer(telemetry, "write"),
                (int lane) -> wakeUps.after(new FencedInsert(fence, lane, pool, executor)));
        highestSequenceNumbers =
                reader("journal positions", config.getConfig("positions"), HighestSequenceNumbers::run);
        replays = reader("journal replays", config.getConfig("replays"), Replays::run);
        snapshots = reader("snapshot reads", config.getConfig("snapshots"), SnapshotRead::run);
    }

    private <I, O> Batcher<I, O> reader(String name, Config config, Batcher.Work<I, O> work) {
        var timer = new OperationTimer(telemetry, "read");
        return new Batcher<>(name, pool, executor, Batcher.Limits.from(config), timer, work);
    }

    static JournalStore of(ActorSystem system) {
        return ID.apply(Adapter.toTyped(system));
    }

    Batcher<List<StoredEvent>, Boolean> writes() {
        return writes;
    }

    Batcher<String, Long> highestSequenceNumbers() {
        return highestSequenceNumbers;
    }

    Batcher<Replays.Request, List<StoredEvent>> replays() {
        return replays;
    }

    Batcher<SnapshotRead.Request, Optional<StoredSnapshot>> snapshots() {
        return snapshots;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    /** Work that is too rare to be worth batching. */
    <T> CompletionStage<T> run(ConnectionFunction<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (var connection = pool.getConnection()) {
                        return work.apply(connection);
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }
}
