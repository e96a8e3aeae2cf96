package shop.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shop.platform.entity.CallOrigin;

class AuditEntryTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final List<String> TEXTS =
            List.of("user", "service", "action", "resource", "ALLOWED", "rule", "OK", "request", "trace", "192.0.2.7");
    private static final String CALL = "0b9be1b6-8f1c-4b8e-a1f0-2d0f6a1c9a01";

    @Test
    void noTwoEntriesThatDifferAnywhereHaveOneDigest() {
        var changed = IntStream.range(0, TEXTS.size()).mapToObj(field -> {
            var texts = TEXTS.toArray(String[]::new);
            texts[field] += "x";
            return digest(NOON, CALL, texts);
        });

        assertThat(changed.toList())
                .doesNotHaveDuplicates()
                .doesNotContain(
                        digest(NOON, CALL), digest(NOON.plusNanos(1000), CALL), digest(NOON, CALL.replace('0', '1')));
        assertThat(digest(NOON.plusNanos(1000), CALL)).isNotEqualTo(digest(NOON, CALL));
        assertThat(digest(NOON, CALL.replace('0', '1'))).isNotEqualTo(digest(NOON, CALL));
    }

    @Test
    void whatOneFieldGivesToTheNextShows() {
        var shifted = TEXTS.toArray(String[]::new);
        shifted[0] = "use";
        shifted[1] = "rservice";

        assertThat(digest(NOON, CALL, shifted)).isNotEqualTo(digest(NOON, CALL));
    }

    @Test
    void aPlaceDependsOnChainTimeAndEverythingBefore() {
        var digest = new byte[] {1};
        var first = Link.origin().next((short) 3, NOON, digest);

        assertThat(first.sequence()).isOne();
        assertThat(first.is(Link.origin().next((short) 3, NOON, digest))).isTrue();
        assertThat(first.is(Link.origin().next((short) 4, NOON, digest))).isFalse();
        assertThat(first.is(Link.origin().next((short) 3, NOON.plusNanos(1000), digest)))
                .isFalse();
        assertThat(first.next((short) 3, NOON, digest)
                        .is(new Link(1, new byte[Link.HASH_LENGTH]).next((short) 3, NOON, digest)))
                .isFalse();
    }

    private static String digest(Instant calledAt, String callId, String... changed) {
        var texts = changed.length == 0 ? TEXTS : Arrays.asList(changed);
        var origin = new CallOrigin(
                callId,
                texts.get(2),
                texts.get(0),
                texts.get(1),
                texts.get(5),
                texts.get(7),
                texts.get(8),
                texts.get(9));
        return HexFormat.of()
                .formatHex(new AuditEntry(calledAt, origin, texts.get(3), texts.get(4), texts.get(6)).digest());
    }
}
