package shop.user.domain;

import shop.platform.cluster.CborSerializable;
import shop.platform.journal.EventMetadata;
import shop.platform.telemetry.Traced;

/**
 * What happened to a user. An event that changes what the world sees says what revision the user has after it, so that who reads
 * events needs no state. These are journal classes: fields are only ever added, with a meaning for their absence.
 */
public sealed interface UserEvent extends CborSerializable, Traced {

    EventMetadata metadata();

    @Override
    default String traceparent() {
        return metadata().traceparent();
    }

    /** @param epoch of the claim on the e-mail address */
    record Created(PersonalData personal, long epoch, long revision, String fingerprint, EventMetadata metadata)
            implements UserEvent {}

    /** @param epoch of the claim on the e-mail address, the old one where the address stays */
    record Updated(PersonalData personal, long epoch, long revision, String fingerprint, EventMetadata metadata)
            implements UserEvent {}

    record Deactivated(long revision, String fingerprint, EventMetadata metadata) implements UserEvent {}

    record Reactivated(long revision, String fingerprint, EventMetadata metadata) implements UserEvent {}

    /** A repeatable request that found everything as it wanted it: remembered, so that its repetition changes nothing. */
    record Unchanged(String fingerprint, EventMetadata metadata) implements UserEvent {}

    /** The user will never hold this address under this epoch or an earlier one. */
    record EmailRenounced(EmailKey email, long epoch, EventMetadata metadata) implements UserEvent {}
}
