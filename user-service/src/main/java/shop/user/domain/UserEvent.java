package shop.user.domain;

import shop.platform.cluster.CborSerializable;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Recorded;

/**
 * What happened to a user. An event that changes what the world sees says what revision the user has after it, so that who reads
 * events needs no state. These are journal classes: fields are only ever added, with a meaning for their absence.
 */
public sealed interface UserEvent extends CborSerializable, Recorded {

    /** One answer for each case: a new case does not compile until everyone who reads them handles it. */
    interface Cases<T> {
        T created(Created event);

        T updated(Updated event);

        T deactivated(Deactivated event);

        T reactivated(Reactivated event);

        T unchanged(Unchanged event);

        T emailRenounced(EmailRenounced event);
    }

    /** Returns what {@code cases} makes of this one. */
    <T> T fold(Cases<T> cases);

    /** @param epoch of the claim on the e-mail address */
    record Created(PersonalData personal, long epoch, long revision, String fingerprint, EventMetadata metadata)
            implements UserEvent {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.created(this);
        }
    }

    /** @param epoch of the claim on the e-mail address, the old one where the address stays */
    record Updated(PersonalData personal, long epoch, long revision, String fingerprint, EventMetadata metadata)
            implements UserEvent {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.updated(this);
        }
    }

    record Deactivated(long revision, String fingerprint, EventMetadata metadata) implements UserEvent {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.deactivated(this);
        }
    }

    record Reactivated(long revision, String fingerprint, EventMetadata metadata) implements UserEvent {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.reactivated(this);
        }
    }

    /** A repeatable request that found everything as it wanted it: remembered, so that its repetition changes nothing. */
    record Unchanged(String fingerprint, EventMetadata metadata) implements UserEvent {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.unchanged(this);
        }
    }

    /** The user will never hold this address under this epoch or an earlier one. */
    record EmailRenounced(EmailKey email, long epoch, EventMetadata metadata) implements UserEvent {
        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.emailRenounced(this);
        }
    }
}
