package shop.platform.messaging;

/**
 * The era of a position on a topic's partition; a position of another era is ignored.
 *
 * @param generation of the consumer: each reset begins the next one
 * @param topicId Kafka's id of the topic: a topic that was deleted and created again has another one
 */
record ConsumptionEra(long generation, String topicId) {}
