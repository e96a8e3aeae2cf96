package shop.faults.plant;

/** A promise that the product breaks when it is switched on. */
public enum Defect {
    /** An overtaken node writes, and answers from memory. */
    FENCING_OFF,
    /** A node that knows no member of the cluster that owns the journal takes it all the same. */
    OWNERSHIP_OFF,
    /** What an entity has answered lately stays, whatever becomes of the entity. */
    RECENT_READS_NOT_INVALIDATED,
    /** A worker writes though another has written since it read its offset. */
    EXACTLY_ONCE_FENCE_OFF,
    /** A repeated request is a request like any other. */
    DEDUPLICATION_OFF
}
