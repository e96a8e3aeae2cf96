package shop.faults.check;

/** What the caller knows at the end. */
public enum Outcome {
    OK,
    /** The service has decided that it does not do it, and said so to each call of the request. */
    REFUSED,
    /** It may have been done, or be done later, or never. */
    UNKNOWN
}
