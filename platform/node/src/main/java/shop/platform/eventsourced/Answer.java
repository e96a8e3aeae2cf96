package shop.platform.eventsourced;

import java.util.function.Function;

/**
 * What an entity answers to a request.
 *
 * @param <A> it was carried out, now or when it was made for the first time
 * @param <J> it was rejected and changed nothing
 */
public interface Answer<A, J> {
    /** Applies one of the functions to this answer and returns the result. */
    <T> T fold(Function<A, T> accepted, Function<J, T> rejected);
}
