package shop.order.process;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.process.UserChange.Kind.CREATED;
import static shop.order.process.UserChange.Kind.DEACTIVATED;
import static shop.order.process.UserChange.Kind.REACTIVATED;
import static shop.order.process.UserChange.Kind.UPDATED;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplicatedUserTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final UUID ALICE = UUID.randomUUID();

    @Test
    void followsTheChangesOfTheUser() {
        var created = ReplicatedUser.UNKNOWN.after(change(1, CREATED));
        var deactivated = created.after(change(2, UPDATED)).after(change(3, DEACTIVATED));
        var reactivated = deactivated.after(change(4, REACTIVATED));

        assertThat(created).isEqualTo(user(ReplicatedUser.Status.ACTIVE, 1, 0));
        assertThat(deactivated).isEqualTo(user(ReplicatedUser.Status.DEACTIVATED, 3, 3));
        assertThat(reactivated).isEqualTo(user(ReplicatedUser.Status.ACTIVE, 4, 3));
    }

    @Test
    void neverGoesBack() {
        var reactivated = user(ReplicatedUser.Status.ACTIVE, 4, 3);

        assertThat(reactivated.after(change(3, DEACTIVATED))).isSameAs(reactivated);
        assertThat(reactivated.after(change(4, DEACTIVATED))).isSameAs(reactivated);
    }

    @Test
    void anUpdateSaysNothingOfWhetherTheUserMayOrder() {
        assertThat(ReplicatedUser.UNKNOWN.after(change(5, UPDATED)).status()).isEqualTo(ReplicatedUser.Status.UNKNOWN);
        assertThat(user(ReplicatedUser.Status.DEACTIVATED, 3, 3).after(change(4, UPDATED)))
                .isEqualTo(user(ReplicatedUser.Status.DEACTIVATED, 4, 3));
    }

    private static ReplicatedUser user(ReplicatedUser.Status status, long revision, long deactivationRevision) {
        return new ReplicatedUser(status, revision, deactivationRevision, NOON.plusSeconds(revision));
    }

    private static UserChange change(long revision, UserChange.Kind kind) {
        return new UserChange(ALICE, revision, kind, NOON.plusSeconds(revision), "");
    }
}
