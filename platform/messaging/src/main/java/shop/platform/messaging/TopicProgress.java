package shop.platform.messaging;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import shop.platform.projection.Resettable;

/** Compares what a consumer has committed with where its topic ended at one moment. It owns the client. */
final class TopicProgress implements Resettable.Progress {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final Admin admin;
    private final String consumer;
    private final ConsumerLag lag;
    private final long generation;
    private final Map<TopicPartition, Long> ends;

    /** @throws IllegalStateException if Kafka does not answer */
    TopicProgress(Admin admin, String consumer, ConsumerLag lag, long generation) {
        this.admin = admin;
        this.consumer = consumer;
        this.lag = lag;
        this.generation = generation;
        this.ends = answer(lag.ends());
    }

    @Override
    public long remaining() {
        return answer(lag.upTo(ends, generation));
    }

    @Override
    public void close() {
        admin.close(BOUND);
    }

    private <T> T answer(CompletionStage<T> asked) {
        try {
            return asked.toCompletableFuture().get(BOUND.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(consumer + ": the topic cannot be asked for: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(consumer + ": interrupted", e);
        }
    }
}
