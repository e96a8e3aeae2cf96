package shop.platform.audit;

import java.time.Instant;
import java.util.Arrays;

/**
 * A place in a chain.
 *
 * @param sequence from 1; 0 is the place before the first entry
 * @param hash over everything in the chain up to here
 */
record Link(long sequence, byte[] hash) {
    static final int HASH_LENGTH = 32;

    /** Before the first entry of a chain. */
    static Link origin() {
        return new Link(0, new byte[HASH_LENGTH]);
    }

    /**
     * Returns the place of the next entry.
     *
     * @param digest of what the entry says
     */
    Link next(short chain, Instant recordedAt, byte[] digest) {
        return new Link(
                sequence + 1,
                new Digest()
                        .add(hash)
                        .add(chain)
                        .add(sequence + 1)
                        .add(recordedAt)
                        .add(digest)
                        .bytes());
    }

    boolean is(Link other) {
        return sequence == other.sequence && Arrays.equals(hash, other.hash);
    }
}
