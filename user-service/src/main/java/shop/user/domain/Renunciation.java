package shop.user.domain;

import shop.platform.cluster.CborSerializable;

/** What a {@link User} answers when it is asked to give up a claim that it may not be using. */
public sealed interface Renunciation extends CborSerializable {

    /** The user holds the address under this claim and keeps it. */
    record Refused() implements Renunciation {}

    /** The user does not hold the address under this claim, and now never will. */
    record Renounced() implements Renunciation {}
}
