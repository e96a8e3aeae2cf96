package shop.platform.cluster;

/**
 * The answer to a message that is bound to another period than the present one: it has no effect and never will.
 * {@link Entities} sends such a message again.
 *
 * @param period the present one
 */
public record Outdated(String period) implements CborSerializable {}
