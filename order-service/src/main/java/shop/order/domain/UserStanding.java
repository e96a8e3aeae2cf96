package shop.order.domain;

import java.util.function.Function;
import java.util.function.Supplier;

/** Whether a user may order, as far as it is known. */
public sealed interface UserStanding {

    /** Returns what fits this standing: a new one does not compile until everyone who asks has an answer for it. */
    <T> T fold(Function<Active, T> active, Supplier<T> deactivated, Supplier<T> notFound, Supplier<T> undetermined);

    /** @param revision of the user when it was looked at, from 1 */
    record Active(long revision, VerifiedBy by) implements UserStanding {

        @Override
        public <T> T fold(
                Function<Active, T> active, Supplier<T> deactivated, Supplier<T> notFound, Supplier<T> undetermined) {
            return active.apply(this);
        }
    }

    record Deactivated() implements UserStanding {

        @Override
        public <T> T fold(
                Function<Active, T> active, Supplier<T> deactivated, Supplier<T> notFound, Supplier<T> undetermined) {
            return deactivated.get();
        }
    }

    /** There is no such user. */
    record NotFound() implements UserStanding {

        @Override
        public <T> T fold(
                Function<Active, T> active, Supplier<T> deactivated, Supplier<T> notFound, Supplier<T> undetermined) {
            return notFound.get();
        }
    }

    /** Nobody could tell. */
    record Undetermined() implements UserStanding {

        @Override
        public <T> T fold(
                Function<Active, T> active, Supplier<T> deactivated, Supplier<T> notFound, Supplier<T> undetermined) {
            return undetermined.get();
        }
    }
}
