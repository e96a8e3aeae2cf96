package shop.platform.cluster;

/**
 * What an entity answers to a message that is bound to another period than the present one: nothing was done, and nothing will be.
 * {@link Entities} sends such a message again.
 *
 * @param period the present one
 */
public record Outdated(String period) implements CborSerializable {}
