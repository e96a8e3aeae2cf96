package shop.rollout;

/** What can be said of a canary. */
enum Verdict {
    /** It is no worse than the stable version, up to the margin. */
    GOOD,
    /** It is worse than the stable version, and probably by more than the margin. */
    BAD,
    /** Too few calls to tell. */
    UNDECIDED;

    /** Of two questions about one canary: bad if either says so, good only if both do. */
    Verdict and(Verdict other) {
        if (this == BAD || other == BAD) {
            return BAD;
        }
        return this == GOOD && other == GOOD ? GOOD : UNDECIDED;
    }
}
