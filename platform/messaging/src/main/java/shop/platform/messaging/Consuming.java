package shop.platform.messaging;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import shop.platform.journal.Database;
import shop.platform.telemetry.Telemetry;

/**
 * A running consumer of a topic. Records of a key are handled in order, each once; those that can never be handled go to the topic
 * {@code <name>.dead-letters}; any other failure is retried until it succeeds. Safe for use by several threads.
 */
public final class Consuming {
    private final KafkaClients clients;
    private final String name;
    private final String topic;
    private final ConsumerTransactions<?> transactions;
    private final DeadLetters deadLetters;

    private Consuming(
            KafkaClients clients,
            String name,
            String topic,
            ConsumerTransactions<?> transactions,
            DeadLetters deadLetters) {
        this.clients = clients;
        this.name = name;
        this.topic = topic;
        this.transactions = transactions;
        this.deadLetters = deadLetters;
    }

    /**
     * Consumes a topic on the nodes of the cluster, which share its partitions among them; call it on every node.
     * Returns at once, even without Kafka or the topic. It stops with the actor system.
     */
    public static <M extends Message> Consuming start(
            ActorSystem<?> system, TopicConsumer declared, RecordHandler<M> handler, Parser<M> parser) {
        var name = declared.name();
        var topic = declared.topic();
        var clients = KafkaClients.get(system);
        var telemetry = Telemetry.get(system);
        var transactions = new ConsumerTransactions<>(
                Database.get(system), name, handler, new MessagingTelemetry(telemetry, topic));
        var deadLetters = new DeadLetters(system, name);
        var batches = new BatchHandler<>(new RecordParser<>(parser), transactions, deadLetters);
        var loop = new ConsumerLoop<>(
                clients,
                name,
                topic,
                batches,
                transactions,
                at -> ConsumerStarts.get(system).started(name, at));
        var thread = new Thread(loop, "consumer-" + name);
        thread.setDaemon(true);
        thread.start();
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseServiceRequestsDone(),
                        "stop consumer " + name,
                        () -> loop.stop().thenApply(stopped -> Done.getInstance()));
        var consuming = new Consuming(clients, name, topic, transactions, deadLetters);
        MessagingTelemetry.show(telemetry, consuming, topic);
        return consuming;
    }

    public String name() {
        return name;
    }

    /**
     * Returns the number of records on the topic that were not handled yet, over all partitions and nodes. Fails while
     * the topic does not exist.
     */
    public CompletionStage<Long> lag() {
        return transactions
                .generationLater()
                .thenCompose(generation -> CompletableFuture.supplyAsync(clients::admin, clients.executor())
                        .thenCompose(admin -> new ConsumerLag(admin, name, topic).of(generation)));
    }

    /** Returns the number of records that this node has sent to the dead letters since it started. */
    public long deadLetters() {
        return deadLetters.count();
    }
}
