package shop.platform.messaging;

import com.google.protobuf.Message;

/**
 * A message as a consumer gets it.
 *
 * @param key id of the entity that published it
 * @param type full protobuf name of the message
 * @param persistenceId of the entity that published it
 * @param sequenceNumber number of the event within its entity: higher with each message of the entity, not without gaps
 * @param traceparent W3C trace context of the command that caused it; empty when unknown
 */
public record ReceivedRecord<M extends Message>(
        String key, String type, String persistenceId, long sequenceNumber, String traceparent, M message) {}
