package shop.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static shop.platform.audit.TestAudit.NO_KEYS;
import static shop.platform.audit.TestAudit.keys;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands, on an audit half of which was written a moment before the other half. */
@Timeout(180)
class RetentionIT {
    private static final SigningKeys KEYS = keys("nodes");

    private final TestAudit audit = TestAudit.create();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Clock dayAfterTheFirstHalf;
    private SigningKeys signing = KEYS;

    @BeforeEach
    void fill() throws Exception {
        audit.append(60);
        audit.checkpoint(KEYS);
        var micros = audit.number("select (extract(epoch from clock_timestamp()) * 1000000)::bigint");
        dayAfterTheFirstHalf =
                Clock.fixed(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).plus(Duration.ofDays(1)), ZoneOffset.UTC);
        audit.append(60);
        audit.checkpoint(KEYS);
        audit.append(10);
    }

    @Test
    void whatIsOldGoesAndTheRestIsStillVerified() throws Exception {
        assertThat(run("retain", "--older-than", "1d")).isZero();

        assertThat(lines()).last().asString().startsWith("user-service: 60 entries deleted, recorded before ");
        assertThat(audit.entries()).isEqualTo(70);
        assertThat(audit.number("select count(*) from audit_checkpoint")).isEqualTo(2);
        assertThat(audit.findings(KEYS, Optional.empty())).isEmpty();

        audit.append(20);
        audit.checkpoint(KEYS);
        assertThat(run("retain", "--older-than", "1d")).as("once more").isZero();
        assertThat(audit.findings(KEYS, Optional.empty())).isEmpty();
        assertThat(audit.entries()).isEqualTo(90);
    }

    @Test
    void whatIsChangedOrRemovedAfterwardsIsFound() throws Exception {
        run("retain", "--older-than", "1d");
        var chain = audit.number("select chain from audit_entry limit 1");
        var first = audit.number("select min(sequence) from audit_entry where chain = " + chain);

        audit.tamper("delete from audit_entry where chain = %d and sequence = %d".formatted(chain, first));

        assertThat(run("verify")).isOne();
        assertThat(lines()).anyMatch(line -> line.startsWith("chain " + chain + ", sequence " + first + ": "));
    }

    @Test
    void onlyWhatIsBehindAnAnchorCanBeDeletedAndAnAnchorNot() throws Exception {
        run("retain", "--older-than", "1d");

        assertThatThrownBy(() -> audit.execute("delete from audit_entry")).hasMessageContaining("refused");
        assertThatThrownBy(() -> audit.execute("delete from audit_anchor")).hasMessageContaining("refused");
        assertThatThrownBy(() -> audit.execute("update audit_anchor set sequence = 1000"))
                .hasMessageContaining("refused");
    }

    @Test
    void whatWasTamperedWithIsKept() throws Exception {
        var chain = audit.number("select chain from audit_entry where sequence = 1 limit 1");
        audit.tamper("update audit_entry set actor_user = '' where sequence = 1 and chain = " + chain);

        assertThat(run("retain", "--older-than", "1d")).isOne();

        assertThat(lines())
                .contains(
                        "chain " + chain + ", sequence 1: changed, or not where it was written",
                        "Nothing was deleted.");
        assertThat(audit.entries()).isEqualTo(130);
    }

    @Test
    void withoutAKeyNothingIsDeletedAndAnAnchorIsNotBelieved() throws Exception {
        signing = NO_KEYS;
        assertThat(run("retain", "--older-than", "1d")).isOne();
        assertThat(lines()).singleElement().asString().contains("SHOP_AUDIT_KEY_FILE", "Nothing was deleted.");
        assertThat(audit.entries()).isEqualTo(130);

        signing = KEYS;
        assertThat(run("retain", "--older-than", "1d")).isZero();
        assertThat(run("verify")).isZero();
        signing = NO_KEYS;
        assertThat(run("verify")).isOne();
        assertThat(lines()).anyMatch(line -> line.endsWith("without shop.audit.key-file"));
        signing = keys("mallory's");
        assertThat(run("verify")).isOne();
    }

    @Test
    void whatNoCheckpointHadSeenIsSeenByOneBeforeItGoes() throws Exception {
        audit.tamper("delete from audit_checkpoint");

        assertThat(run("retain", "--older-than", "1d")).isZero();

        assertThat(audit.entries()).isEqualTo(70);
        assertThat(audit.findings(KEYS, Optional.empty())).isEmpty();
    }

    @Test
    void anIntactAuditIsSaidToBe() throws Exception {
        assertThat(run("verify")).isZero();
        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith("user-service: 130 entries, 2 checkpoints, 0 findings");
    }

    @Test
    void anExportHasOneObjectALine() throws Exception {
        assertThat(run("export")).isZero();

        assertThat(lines())
                .hasSize(130)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("{\"chain\":")
                        .contains(
                                "\"actor_user\":\"alice\"",
                                "\"actor_service\":\"gateway\"",
                                "\"action\":\"user.UserService/UpdateUser\"",
                                "\"resource\":\"user.User/",
                                "\"decision\":\"ALLOWED\"",
                                "\"rule\":\"role admin\"",
                                "\"outcome\":\"OK\"",
                                "\"request_id\":\"request-7\"",
                                "\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\"",
                                "\"source_address\":\"192.0.2.7\"")
                        .endsWith("}"));
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("user-service: 130 entries" + System.lineSeparator());
    }

    @Test
    void anExportIsOfTheTimeThatWasAskedFor() throws Exception {
        var since = dayAfterTheFirstHalf.instant().minus(Duration.ofDays(1));

        assertThat(run("export", "--since", since.toString())).isZero();

        assertThat(lines()).hasSize(70);
    }

    @Test
    void theProgramTakesTheSettingsOfTheNodes() throws Exception {
        var program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AuditCommand.class.getName(),
                        "export")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        program.environment().put("SHOP_DATABASE_URL", audit.url());

        var process = program.start();
        var exported = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(exported.lines()).hasSize(130).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    private int run(String... arguments) throws Exception {
        out.reset();
        err.reset();
        try (var connection = audit.connect()) {
            return new AuditCommand(
                            "user-service",
                            connection,
                            signing,
                            dayAfterTheFirstHalf,
                            new PrintStream(out),
                            new PrintStream(err))
                    .run(AuditOptions.parse(List.of(arguments)));
        }
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
