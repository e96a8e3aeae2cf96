package shop.platform.messaging;

/**
 * What a position on a topic's partition belongs to; one of another era counts for nothing.
 *
 * @param generation of the consumer: each reset begins the next one
 * @param topicId Kafka's, of the topic: one that was deleted and made anew has another one
 */
record ConsumptionEra(long generation, String topicId) {}
