package shop.platform.messaging;

import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Compares the ends of a topic's partitions with what a group has committed. */
record ConsumerLag(Admin admin, String group, String topic) {
    /** @param generation offsets of another one count for nothing */
    CompletionStage<Long> of(long generation) {
        return admin.describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .toCompletionStage()
                .thenApply(description -> description.partitions().stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList())
                .thenCompose(partitions -> committed()
                        .thenCompose(committed -> offsets(partitions, OffsetSpec.earliest())
                                .thenCombine(
                                        offsets(partitions, OffsetSpec.latest()),
                                        (first, end) -> sum(generation, committed, first, end))));
    }

    private CompletionStage<Map<TopicPartition, OffsetAndMetadata>> committed() {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .toCompletionStage();
    }

    private CompletionStage<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            List<TopicPartition> partitions, OffsetSpec spec) {
        return admin.listOffsets(partitions.stream().collect(toMap(partition -> partition, partition -> spec)))
                .all()
                .toCompletionStage();
    }

    private static long sum(
            long generation,
            Map<TopicPartition, OffsetAndMetadata> committed,
            Map<TopicPartition, ListOffsetsResultInfo> first,
            Map<TopicPartition, ListOffsetsResultInfo> end) {
        return end.entrySet().stream()
                .mapToLong(partition -> {
                    var last = committed.get(partition.getKey());
                    var position = last != null && last.metadata().equals(Long.toString(generation))
                            ? last.offset()
                            : first.get(partition.getKey()).offset();
                    return Math.max(0, partition.getValue().offset() - position);
                })
                .sum();
    }
}
