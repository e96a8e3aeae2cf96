package shop.platform.journal;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.projection.javadsl.SourceProvider;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The events of one partition of an entity type, from an offset on, including future ones. Every committed event is
 * delivered once, in the order of offsets, independently of the order in which transactions began, took sequence values
 * or committed: an event waits until no older write transaction runs. Offsets are the text form of {@link EventOffset}.
 *
 * <p>Deleting events of an entity before every projection has read them loses them; nothing in the platform deletes events.
 */
public final class EventSource<E> extends SourceProvider<String, EventEnvelope<E>> {
    private final Database database;
    private final Serialization serialization;
    private final JournalTail tail;
    private final EventPage page;
    private final Class<E> eventType;

    private record Cursor(EventOffset offset, boolean drained) {}

    /**
     * @param entityType prefix of the persistence ids, before the {@code |}
     * @param partition 0 to {@link Partitions#COUNT} - 1
     * @param eventType all events of the entity type are instances of it
     * @param patience how long events wait for others, to be read together; all sources with the same patience share
     * one query for new events
     */
    public EventSource(ActorSystem<?> system, String entityType, int partition, Class<E> eventType, Duration patience) {
        this.database = Database.get(system);
        this.serialization = SerializationExtension.get(system.classicSystem());
        this.tail = JournalTails.get(system).of(entityType, patience);
        this.page = new EventPage(
                entityType,
                Partitions.require(partition),
                system.settings().config().getInt("shop.projection.page-size"));
        this.eventType = eventType;
    }

    @Override
    public CompletionStage<Source<EventEnvelope<E>, NotUsed>> source(
            Supplier<CompletionStage<Optional<String>>> offset) {
        return offset.get()
                .thenApply(stored -> stored.map(EventOffset::parse).orElse(EventOffset.START))
                .thenCompose(this::pages)
                .thenApply(pages -> pages.mapConcat(events -> events));
    }

    /**
     * Returns the events after an offset in pages as they are read: large ones while there are many events. No page is
     * empty.
     */
    public CompletionStage<Source<List<EventEnvelope<E>>, NotUsed>> pages(EventOffset start) {
        return database.read(connection -> {
            RestoredDump.refuse(connection, page.entityType(), page.partition());
            return Source.unfoldAsync(new Cursor(start, false), this::next)
                    .filter(rows -> !rows.isEmpty())
                    .map(rows -> rows.stream().map(this::envelope).toList());
        });
    }

    @Override
    public String extractOffset(EventEnvelope<E> envelope) {
        return envelope.offset().toString();
    }

    @Override
    public long extractCreationTime(EventEnvelope<E> envelope) {
        return envelope.timestamp().toEpochMilli();
    }

    private CompletionStage<Optional<Pair<Cursor, List<EventPage.Row>>>> next(Cursor cursor) {
        var available = cursor.drained()
                ? tail.awaitAfter(page.partition(), cursor.offset())
                : CompletableFuture.<Void>completedFuture(null);
        return available
                .thenCompose(woken -> database.read(connection -> page.after(connection, cursor.offset())))
                .thenApply(rows -> {
                    if (cursor.drained() && rows.isEmpty()) {
                        tail.forget(page.partition());
                    }
                    return Optional.of(Pair.create(advance(cursor, rows), rows));
                });
    }

    private Cursor advance(Cursor cursor, List<EventPage.Row> rows) {
        var last = rows.isEmpty() ? cursor.offset() : rows.get(rows.size() - 1).offset();
        return new Cursor(last, rows.size() < page.limit());
    }

    private EventEnvelope<E> envelope(EventPage.Row row) {
        var event = serialization
                .deserialize(row.payload(), row.serializerId(), row.manifest())
                .get();
        return new EventEnvelope<>(
                row.persistenceId(),
                row.persistenceId().substring(page.entityType().length() + 1),
                row.sequenceNumber(),
                eventType.cast(event),
                Instant.ofEpochMilli(row.timestampMillis()),
                row.offset());
    }
}
