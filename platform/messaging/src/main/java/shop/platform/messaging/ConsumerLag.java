package shop.platform.messaging;

import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Compares the ends of a topic's partitions with a group's committed offsets. */
record ConsumerLag(Admin admin, String group, String topic) {
    /** @param generation offsets of another one are ignored */
    CompletionStage<Long> of(long generation) {
        return ends().thenCompose(ends -> upTo(ends, generation));
    }

    /** Returns the present ends of the topic. */
    CompletionStage<Map<TopicPartition, Long>> ends() {
        return admin.describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .toCompletionStage()
                .thenCompose(description -> offsets(
                        description.partitions().stream()
                                .map(partition -> new TopicPartition(topic, partition.partition()))
                                .toList(),
                        OffsetSpec.latest()));
    }

    /** Returns the number of records before these ends that were not handled in this generation. */
    CompletionStage<Long> upTo(Map<TopicPartition, Long> ends, long generation) {
        return committed()
                .thenCombine(
                        offsets(ends.keySet(), OffsetSpec.earliest()),
                        (committed, first) -> sum(generation, committed, first, ends));
    }

    private CompletionStage<Map<TopicPartition, OffsetAndMetadata>> committed() {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .toCompletionStage();
    }

    private CompletionStage<Map<TopicPartition, Long>> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        return admin.listOffsets(partitions.stream().collect(toMap(partition -> partition, partition -> spec)))
                .all()
                .toCompletionStage()
                .thenApply(found -> found.entrySet().stream()
                        .collect(toMap(Map.Entry::getKey, one -> one.getValue().offset())));
    }

    private static long sum(
            long generation,
            Map<TopicPartition, OffsetAndMetadata> committed,
            Map<TopicPartition, Long> first,
            Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> {
                    var last = committed.get(end.getKey());
                    var position = last != null && last.metadata().equals(Long.toString(generation))
                            ? last.offset()
                            : first.get(end.getKey());
                    return Math.max(0, end.getValue() - position);
                })
                .sum();
    }
}
