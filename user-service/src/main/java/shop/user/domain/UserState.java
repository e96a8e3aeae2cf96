package shop.user.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.platform.cluster.CborSerializable;
import shop.platform.entity.EventMetadata;
import shop.platform.entity.Request;

/**
 * A user and what it has to remember, from before it is created. Immutable; one method for each event.
 *
 * @param id of the user, whether it exists or not
 * @param user the user: no element until it is created, one from then on
 * @param epoch of the claim on the current e-mail address
 * @param renounced for the key of each address that was given up, the highest epoch that was
 * @param answers to repeatable requests, oldest first: the creation for ever, of the others the {@value #REMEMBERED}
 *     most recent
 */
public record UserState(
        String id, List<UserDetails> user, long epoch, Map<String, Long> renounced, List<Answer> answers)
        implements CborSerializable, UserEvent.Cases<UserState> {

    /** How many requests of a user are remembered, besides its creation. */
    public static final int REMEMBERED = 32;

    /**
     * How many addresses a user may give up in its life. Each is remembered for ever, since a claim on it may still be on its way, so
     * there must be a limit. It is enforced before a further address is claimed; calls that run at the same time may exceed it by
     * their number.
     */
    public static final int ADDRESSES = 100;

    /** The answer that a request got. */
    public record Answer(String requestId, String fingerprint, UserDetails user) {}

    /** Returns a user who has not been created. */
    public static UserState absent(String id) {
        return new UserState(id, List.of(), 0, Map.of(), List.of());
    }

    public Optional<UserDetails> details() {
        return user.isEmpty() ? Optional.empty() : Optional.of(user.get(0));
    }

    Optional<Answer> answerTo(Request request) {
        return answers.stream()
                .filter(answer -> answer.requestId().equals(request.id()))
                .findFirst();
    }

    boolean holds(EmailClaim claim) {
        return epoch == claim.epoch()
                && details().filter(now -> keyOf(now).equals(claim.email())).isPresent();
    }

    boolean hasRenounced(EmailKey email, long claimed) {
        return renounced.getOrDefault(email.value(), 0L) >= claimed;
    }

    /** What a change to {@code changed} gives up: nothing while the address stays the same. */
    List<EmailClaim> givenUpBy(PersonalData changed) {
        return details()
                .filter(now -> !keyOf(now).equals(EmailKey.of(changed.email())))
                .map(now -> List.of(new EmailClaim(keyOf(now), id, epoch)))
                .orElse(List.of());
    }

    @Override
    public UserState created(UserEvent.Created event) {
        var at = event.metadata().time();
        var created = new UserDetails(id, event.personal(), UserStatus.ACTIVE, at, at, 1);
        return new UserState(id, List.of(created), event.epoch(), renounced, answers)
                .answered(event.fingerprint(), event.metadata());
    }

    @Override
    public UserState updated(UserEvent.Updated event) {
        var changed = existing().with(event.personal(), event.metadata().time());
        var without = renounced;
        for (var former : givenUpBy(event.personal())) {
            without = plus(without, former.email(), former.epoch());
        }
        return new UserState(id, List.of(changed), event.epoch(), without, answers)
                .answered(event.fingerprint(), event.metadata());
    }

    @Override
    public UserState deactivated(UserEvent.Deactivated event) {
        return with(UserStatus.DEACTIVATED, event.metadata().time()).answered(event.fingerprint(), event.metadata());
    }

    @Override
    public UserState reactivated(UserEvent.Reactivated event) {
        return with(UserStatus.ACTIVE, event.metadata().time()).answered(event.fingerprint(), event.metadata());
    }

    @Override
    public UserState unchanged(UserEvent.Unchanged event) {
        return answered(event.fingerprint(), event.metadata());
    }

    @Override
    public UserState emailRenounced(UserEvent.EmailRenounced event) {
        return new UserState(id, user, epoch, plus(renounced, event.email(), event.epoch()), answers);
    }

    private UserState with(UserStatus status, Instant at) {
        return new UserState(id, List.of(existing().with(status, at)), epoch, renounced, answers);
    }

    private UserState answered(String fingerprint, EventMetadata metadata) {
        if (metadata.requestId().isEmpty()) {
            return this;
        }
        var remembered = new ArrayList<>(answers);
        remembered.add(new Answer(metadata.requestId(), fingerprint, existing()));
        var creations = remembered.get(0).user().revision() == 1 ? 1 : 0;
        if (remembered.size() > creations + REMEMBERED) {
            remembered.remove(creations);
        }
        return new UserState(id, user, epoch, renounced, List.copyOf(remembered));
    }

    private UserDetails existing() {
        return details().orElseThrow(() -> new IllegalStateException("user: " + id + " (expected: created before)"));
    }

    private static EmailKey keyOf(UserDetails user) {
        return EmailKey.of(user.personal().email());
    }

    private static Map<String, Long> plus(Map<String, Long> renounced, EmailKey email, long epoch) {
        var more = new HashMap<>(renounced);
        more.merge(email.value(), epoch, Math::max);
        return Map.copyOf(more);
    }
}
