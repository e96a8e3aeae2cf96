package shop.user.domain;

/**
 * The right of one user to hold one e-mail address. An address gives out claims with strictly increasing epochs, so a
 * claim that was given up can be told from a later one of the same user.
 *
 * @param email the address
 * @param userId who claims it
 * @param epoch counts the claims on this address, from 1
 */
public record EmailClaim(EmailKey email, String userId, long epoch) {}
