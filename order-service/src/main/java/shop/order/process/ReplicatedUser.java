package shop.order.process;

import java.time.Instant;

/**
 * What is known of a user.
 *
 * @param revision of the last change; 0: there was none yet
 * @param deactivationRevision highest revision at which the user was deactivated; 0: never
 * @param updatedAt time of the last change
 */
record ReplicatedUser(Status status, long revision, long deactivationRevision, Instant updatedAt) {

    /** Whether the user may order. */
    enum Status {
        /** No event has told. */
        UNKNOWN,
        ACTIVE,
        DEACTIVATED
    }

    /** A user of whom no event has come. */
    static final ReplicatedUser UNKNOWN = new ReplicatedUser(Status.UNKNOWN, 0, 0, Instant.EPOCH);

    /** Returns the user after a change; one that is known already, or is older than what is known, changes nothing. */
    ReplicatedUser after(UserChange change) {
        if (change.revision() <= revision) {
            return this;
        }
        var next =
                switch (change.kind()) {
                    case CREATED, REACTIVATED -> Status.ACTIVE;
                    case DEACTIVATED -> Status.DEACTIVATED;
                    case UPDATED -> status;
                };
        var deactivated = change.kind() == UserChange.Kind.DEACTIVATED ? change.revision() : deactivationRevision;
        return new ReplicatedUser(next, change.revision(), deactivated, change.time());
    }
}
