package shop.platform.cluster;

/**
 * Marks types that cross a process boundary or are stored: commands, replies, events, state. Jackson writes it as CBOR.
 *
 * <p>Records need no annotation. A field whose type is a sealed interface needs {@code @JsonTypeInfo(use = Id.NAME)} and
 * {@code @JsonSubTypes} on that interface; a message whose own class is sealed's permitted record does not. Stored types
 * may gain fields that tolerate absence ({@code Optional}), and must not lose their names.
 */
public interface CborSerializable {}
