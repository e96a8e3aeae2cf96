package shop.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shop.platform.entity.CallOrigin;

/** Who is refused without end has some entries of his own, then one that counts. */
class DenialTallyTest {
    private static final Instant BEGIN = Instant.parse("2026-01-31T10:00:00Z");

    private final DenialTally tally = new DenialTally(3, 20);

    @Test
    void theFirstHaveAnEntryEachAndTheOthersOneTogether() {
        var admitted = IntStream.range(0, 1000)
                .filter(i -> tally.admits(denial("mallory", "192.0.2.1", BEGIN.plusSeconds(i))))
                .count();

        assertThat(admitted).isEqualTo(3);
        assertThat(tally.end()).singleElement().satisfies(counted -> {
            var entry = counted.entry();
            assertThat(entry.calledAt()).isEqualTo(BEGIN.plusSeconds(3));
            assertThat(entry.origin().user()).isEqualTo("mallory");
            assertThat(entry.origin().action()).isEqualTo("user.UserService/ListUsers");
            assertThat(entry.resource()).isEqualTo("user.User");
            assertThat(entry.decision()).isEqualTo(AuditEntry.DENIED);
            assertThat(entry.outcome())
                    .isEqualTo("PERMISSION_DENIED ACCESS_DENIED: 997 more denials until 2026-01-31T10:16:39Z");
        });
        assertThat(tally.admits(denial("mallory", "192.0.2.1", BEGIN)))
                .as("the next interval")
                .isTrue();
        assertThat(tally.end()).isEmpty();
    }

    @Test
    void callersAreToldApartAndThoseWithoutANameByTheirAddress() {
        IntStream.range(0, 5).forEach(i -> {
            tally.admits(denial("alice", "192.0.2." + i, BEGIN));
            tally.admits(denial(CallRecord.ANONYMOUS, "192.0.2.1", BEGIN));
            tally.admits(denial(CallRecord.ANONYMOUS, "192.0.2.2", BEGIN));
        });

        assertThat(tally.end())
                .extracting(counted -> counted.entry().origin().user())
                .containsExactlyInAnyOrder("alice", "anonymous", "anonymous");
    }

    @Test
    void aFloodFromEverywhereIsBoundedInMemoryAndInEntries() {
        var admitted = IntStream.range(0, 10_000)
                .filter(i -> tally.admits(denial(CallRecord.ANONYMOUS, "10.0." + i / 250 + "." + i % 250, BEGIN)))
                .count();

        var counted = tally.end();
        assertThat(admitted).isLessThanOrEqualTo(20);
        assertThat(counted).hasSizeLessThanOrEqualTo(21);
        assertThat(counted).extracting(each -> each.entry().origin().user()).contains("others");
    }

    @Test
    void whatCannotBeWrittenIsCountedAgain() {
        IntStream.range(0, 5).forEach(i -> tally.admits(denial("mallory", "192.0.2.1", BEGIN.plusSeconds(i))));
        tally.end().forEach(DenialTally.Counted::notWritten);
        IntStream.range(0, 5).forEach(i -> tally.admits(denial("mallory", "192.0.2.1", BEGIN.plusSeconds(60 + i))));

        assertThat(tally.end()).singleElement().satisfies(counted -> {
            assertThat(counted.entry().calledAt()).isEqualTo(BEGIN.plusSeconds(3));
            assertThat(counted.entry().outcome()).contains(": 4 more denials until 2026-01-31T10:01:04Z");
        });
    }

    private static AuditEntry denial(String user, String address, Instant at) {
        var origin = new CallOrigin(
                UUID.randomUUID().toString(), "user.UserService/ListUsers", user, "", "", "r", "", address);
        return new AuditEntry(at, origin, "user.User/7", AuditEntry.DENIED, "PERMISSION_DENIED ACCESS_DENIED");
    }
}
