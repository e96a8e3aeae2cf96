package shop.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.LoggedLines;

@Timeout(180)
@EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
class CredentialsIT {
    private static final String USERS = "user-service";

    @TempDir
    private Path folder;

    private DevelopmentCertificates certificates;
    private TlsSettings settings;

    @BeforeEach
    void make() {
        certificates = DevelopmentCertificates.make(folder, USERS);
        settings = TlsSettings.of(
                ConfigFactory.parseString(certificates.settings(USERS)).withFallback(ConfigFactory.defaultReference()));
    }

    @Test
    void theScriptsCertificatesSayWhichServiceTheyAreOf() {
        var credentials = Credentials.load(settings);

        assertThat(credentials.identity()).hasToString("spiffe://shop/user-service");
        assertThat(credentials.expiry()).isAfter(Instant.now());
        assertThat(credentials.issuer()).contains("DEVELOPMENT ONLY");
    }

    @Test
    void theScriptReplacesNothingUnlessItIsTold() throws IOException {
        var before = Files.readString(certificates.certificate(USERS));

        assertThatThrownBy(() -> DevelopmentCertificates.make(folder, USERS)).hasMessageContaining("--force");

        assertThat(certificates.certificate(USERS)).hasContent(before);
    }

    @Test
    void aFileThatIsMissingIsNamed() throws IOException {
        Files.delete(certificates.authority());

        assertRefused("shop.tls.ca-file", certificates.authority(), "that this user can read");
    }

    @Test
    void aBrokenKeyIsNamedAndNotQuoted() throws IOException {
        Files.writeString(certificates.key(USERS), "secret");

        assertRefused("shop.tls.key-file", certificates.key(USERS), "an RSA key in PEM");
        assertThatThrownBy(() -> Credentials.load(settings)).hasMessageNotContaining("secret");
    }

    @Test
    void aBrokenCertificateIsNamed() throws IOException {
        Files.writeString(certificates.certificate(USERS), "nothing");

        assertRefused("shop.tls.certificate-file", certificates.certificate(USERS), "X.509");
    }

    @Test
    void aCertificateWhoseTimeIsOverIsNamed() {
        certificates.renewExpired(USERS);

        assertRefused("shop.tls.certificate-file", certificates.certificate(USERS), "has expired on");
    }

    @Test
    void aKeyOfAnotherCertificateIsNamed() throws IOException {
        var key = Files.readString(certificates.key(USERS));
        certificates.renew(USERS);
        Files.writeString(certificates.key(USERS), key);

        assertRefused("shop.tls.key-file", certificates.key(USERS), "the key of " + certificates.certificate(USERS));
    }

    @Test
    void aCertificateWithoutAnIdentityIsRefused() throws IOException {
        Files.copy(certificates.authority(), certificates.certificate(USERS), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(folder.resolve("ca.key"), certificates.key(USERS), StandardCopyOption.REPLACE_EXISTING);

        assertRefused("shop.tls.certificate-file", certificates.certificate(USERS), "spiffe://");
    }

    @Test
    void newFilesComeIntoUse() {
        var reloaded = ReloadedCredentials.load(settings);
        var before = reloaded.current();
        reloaded.reload();
        assertThat(reloaded.current()).isSameAs(before);

        certificates.renew(USERS);
        reloaded.reload();

        assertThat(reloaded.current()).isNotSameAs(before);
    }

    @Test
    void theLastGoodOnesStayWhileTheFilesAreBadWhichIsSaidOnce() throws IOException {
        var reloaded = ReloadedCredentials.load(settings);
        var before = reloaded.current();
        var key = certificates.key(USERS);
        try (var log = LoggedLines.open("shop.platform.tls")) {
            Files.writeString(key, "half a f");
            reloaded.reload();
            reloaded.reload();

            assertThat(reloaded.current()).isSameAs(before);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR")
                    .contains(key.toString());

            certificates.renewExpired(USERS);
            reloaded.reload();
            assertThat(reloaded.current()).isSameAs(before);
            assertThat(log.has(
                            "ERROR",
                            "has expired on",
                            certificates.certificate(USERS).toString()))
                    .isTrue();

            certificates.renew(USERS);
            reloaded.reload();
            assertThat(reloaded.current()).isNotSameAs(before);
        }
    }

    @Test
    void theLogWarnsOnceOfACertificateThatIsAboutToEnd() {
        var impatient = new TlsSettings(
                true,
                settings.certificate(),
                settings.key(),
                settings.authorities(),
                settings.metricsReader(),
                settings.reloadInterval(),
                Duration.ofDays(300));
        var reloaded = ReloadedCredentials.load(impatient);
        try (var log = LoggedLines.open("shop.platform.tls")) {
            reloaded.reload();
            reloaded.reload();

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains(settings.certificate().toString(), "will expire on");
        }
    }

    private void assertRefused(String setting, Path file, String expected) {
        assertThatThrownBy(() -> Credentials.load(settings))
                .isInstanceOf(InvalidCredentials.class)
                .hasMessageStartingWith(setting + ": " + file + " (expected: ")
                .hasMessageContaining(expected);
    }
}
