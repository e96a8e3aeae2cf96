package shop.user.domain;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Addresses of users whom the first release created or moved: they are held by a claim on {@link EmailKey#of} alone, and
 * stand under {@link EmailKey#folded} only once somebody has come by and noted them there.
 */
public interface EarlierAddresses {
    /** There are none. */
    EarlierAddresses NONE = new EarlierAddresses() {
        @Override
        public boolean areNoted() {
            return true;
        }

        @Override
        public CompletionStage<Boolean> holds(EmailKey folded, String besides) {
            return CompletableFuture.completedFuture(false);
        }
    };

    /** Returns whether all of them are noted, and no more can come. */
    boolean areNoted();

    /**
     * Returns whether a user holds an address with this folded key by a claim that was made before this question.
     *
     * @param besides the user who does not count
     */
    CompletionStage<Boolean> holds(EmailKey folded, String besides);
}
