package shop.platform.messaging;

import akka.Done;
import akka.actor.typed.ActorSystem;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.concurrent.CompletionStage;
import shop.platform.journal.ConnectionFunction;

/** A running consumer of a topic. */
public final class Consuming {
    private Consuming() {}

    /**
     * Consumes a topic on the nodes of the cluster, which share its partitions among them; call it on every node.
     *
     * @param name of the consumer and of its Kafka group, which must never change: what was consumed is remembered under it
     */
    public static <M extends Message> Consuming start(
            ActorSystem<?> system, String name, String topic, RecordHandler<M> handler, Parser<M> parser) {
        throw new UnsupportedOperationException(name);
    }

    /** Records on the topic that the consumer has not handled, over all partitions and nodes. */
    public CompletionStage<Long> lag() {
        throw new UnsupportedOperationException();
    }

    /** Records that this node has sent to the dead letters since it started. */
    public long deadLetters() {
        throw new UnsupportedOperationException();
    }

    /**
     * Builds what the consumer writes anew from the first record of the topic.
     *
     * @param empty empties the consumer's tables; it neither commits nor closes the connection
     */
    public CompletionStage<Done> rebuild(ConnectionFunction<?> empty) {
        throw new UnsupportedOperationException();
    }
}
