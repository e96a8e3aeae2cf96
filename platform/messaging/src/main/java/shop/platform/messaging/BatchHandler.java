package shop.platform.messaging;

import com.google.protobuf.Message;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import shop.platform.messaging.ConsumerTransactions.Rebuilt;

/** Handles polled records: in one transaction if possible, without poison records. */
final class BatchHandler<M extends Message> {
    private record Delivery<M extends Message>(ConsumerRecord<byte[], byte[]> raw, ReceivedRecord<M> parsed) {}

    private final RecordParser<M> parser;
    private final ConsumerTransactions<M> transactions;
    private final DeadLetters deadLetters;

    BatchHandler(RecordParser<M> parser, ConsumerTransactions<M> transactions, DeadLetters deadLetters) {
        this.parser = parser;
        this.transactions = transactions;
        this.deadLetters = deadLetters;
    }

    /**
     * When it returns, each record has had its effect or is a dead letter. When it throws, this holds for some of them.
     * Blocks.
     *
     * @param reached by partition, the positions behind the last records
     */
    void handle(ConsumptionEra era, Iterable<ConsumerRecord<byte[], byte[]>> polled, Map<Integer, Long> reached)
            throws SQLException, Rebuilt {
        var deliveries = new ArrayList<Delivery<M>>();
        for (var raw : polled) {
            try {
                var parsed = parser.parse(raw);
                transactions.verify(parsed);
                deliveries.add(new Delivery<>(raw, parsed));
            } catch (RuntimeException e) {
                deadLetters.add(raw, Poison.reason(e));
            }
        }
        if (!together(era, deliveries, reached)) {
            halve(era, deliveries);
            transactions.handle(era, List.of(), reached);
        }
    }

    /** The usual case: one transaction is enough. */
    private boolean together(ConsumptionEra era, List<Delivery<M>> deliveries, Map<Integer, Long> reached)
            throws SQLException, Rebuilt {
        try {
            transactions.handle(era, parsed(deliveries), reached);
            return true;
        } catch (SQLException | PoisonException e) {
            if (!Poison.is(e)) {
                throw e;
            }
            return false;
        }
    }

    /**
     * Halves until the poison is alone. It must be stored before later records are handled: if it were delivered again
     * after them, it would look like a duplicate.
     */
    private void halve(ConsumptionEra era, List<Delivery<M>> deliveries) throws SQLException, Rebuilt {
        if (deliveries.isEmpty()) {
            return;
        }
        try {
            transactions.handle(era, parsed(deliveries), Map.of());
        } catch (SQLException | PoisonException e) {
            if (!Poison.is(e)) {
                throw e;
            }
            if (deliveries.size() == 1) {
                deadLetters.add(deliveries.get(0).raw(), Poison.reason(e));
                return;
            }
            var middle = deliveries.size() / 2;
            halve(era, deliveries.subList(0, middle));
            halve(era, deliveries.subList(middle, deliveries.size()));
        }
    }

    private List<ReceivedRecord<M>> parsed(List<Delivery<M>> deliveries) {
        return deliveries.stream().map(Delivery::parsed).toList();
    }
}
