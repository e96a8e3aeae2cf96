package shop.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.devstack.DevelopmentCertificates;

class ConfigurationChecksTest {
    private static final String DEV = "shop.cluster.artery-port = 25520\n";
    private static final String PRODUCTION = """
            shop.profile = production
            shop.host = 10.0.0.1
            shop.cluster.artery-port = 25520
            shop.cluster.drain.delay = 5s
            shop.cluster.required-contact-points = 3
            shop.discovery.contact-points = "10.0.0.1:8558,10.0.0.2:8558,10.0.0.3:8558"
            shop.messaging.bootstrap-servers = "10.0.0.9:9092"
            shop.security.tokens.jwks-url = "https://issuer.example/keys"
            shop.security.tokens.issuer = "https://issuer.example"
            """;

    @TempDir
    private static Path certificates;

    private static String signed;
    private static String production;

    @BeforeAll
    static void certify() throws IOException, InterruptedException {
        var key = Files.writeString(certificates.resolve("audit.key"), "");
        signed = PRODUCTION + "shop.audit.key-file = \"" + key + "\"\n";
        production = signed + ProductionCertificate.settings(certificates, "user-service");
    }

    @Test
    void eachFileThatTlsNeedsIsALineThatNamesItsVariable() {
        assertThat(ConfigurationChecks.check(TestNode.config(signed + "shop.tls.enabled = on")))
                .containsExactly(
                        "shop.tls.ca-file: empty (expected: a PEM file; set SHOP_TLS_CA_FILE)",
                        "shop.tls.certificate-file: empty (expected: a PEM file; set SHOP_TLS_CERTIFICATE_FILE)",
                        "shop.tls.key-file: empty (expected: a PEM file; set SHOP_TLS_KEY_FILE)");
    }

    @Test
    void productionSignsItsAuditWithAKeyThatIsThere() {
        assertThat(ConfigurationChecks.check(TestNode.config(production + "shop.audit.key-file = \"\"")))
                .containsExactly(
                        "shop.audit.key-file: empty (expected: a file with the keys that sign the audit, one per line"
                                + " (openssl rand -base64 48); set SHOP_AUDIT_KEY_FILE)");
        for (var settings : List.of(production, DEV)) {
            assertThat(ConfigurationChecks.check(TestNode.config(settings + "shop.audit.key-file = /nowhere/key")))
                    .singleElement()
                    .asString()
                    .startsWith("shop.audit.key-file: /nowhere/key (expected: a file");
        }
        assertThat(ConfigurationChecks.check(TestNode.config(DEV))).isEmpty();
    }

    @Test
    @EnabledIf(value = "shop.devstack.DevelopmentCertificates#available", disabledReason = "no openssl on PATH")
    void certificatesForDevelopmentOrOfAnotherServiceAreRefusedInProduction(@TempDir Path folder) {
        var made = DevelopmentCertificates.make(folder, "user-service", "order-service");

        assertThat(ConfigurationChecks.check(TestNode.config(DEV + made.settings("user-service"))))
                .isEmpty();
        assertThat(ConfigurationChecks.check(TestNode.config(signed + made.settings("order-service"))))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("of spiffe://shop/order-service (expected: one of user-service;"),
                        line -> assertThat(line).contains("for development (expected: one for production;"));
    }

    @Test
    void theDefaultsOfEachProfilePass() {
        assertThat(ConfigurationChecks.check(TestNode.config(DEV))).isEmpty();
        assertThat(ConfigurationChecks.check(TestNode.config(production))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            shop.cluster.required-contact-points = 1       | shop.cluster.required-contact-points: 1 (expected: at least 2
            shop.tls.enabled = off                         | shop.tls.enabled: off (expected: on, plaintext is for SHOP_PROFILE=dev only
            shop.database.url = ""                         | shop.database.url: empty (expected: jdbc:postgresql:
            shop.database.url = "jdbc:h2:secret"           | shop.database.url: not shown (expected: to begin
            shop.messaging.bootstrap-servers = ""          | shop.messaging.bootstrap-servers: empty (expected: host:port
            shop.discovery.method = zookeeper              | shop.discovery.method: zookeeper (expected: akka-consul, kubernetes-api
            shop.discovery.standby = on                    | shop.discovery.standby: on (expected: off, only Consul
            shop.discovery.contact-points = "10.0.0.1:1"   | shop.discovery.contact-points: 1 of them (expected: at least
            shop.host = "0.0.0.0"                          | shop.host: 0.0.0.0 (expected: an address at which peers reach
            shop.management.port = 0                       | shop.management.port: 0 (expected: 1 to 65535)
            shop.management.port = 25520                   | shop.management.port: 25520 (expected: another port
            shop.cluster.artery-port = 65536               | shop.cluster.artery-port: 65536 (expected: 1 to 65535)
            shop.cluster.drain.delay = 7s                  | shop-drain-delay.timeout: 7s (expected: longer than shop.cluster.drain.delay = 7s)
            akka.cluster.sharding.handoff-timeout = 60s    | region.timeout: 14s (expected: longer than akka.cluster.sharding.handoff-timeout
            shop.cluster.drain.termination-grace-period=30s| shop.cluster.drain.termination-grace-period: 30s (expected: at least
            shop.cluster.ownership.timeout = 1s            | shop.cluster.ownership.timeout: 1s (expected: longer than
            shop.cluster.ownership.interval = 0s           | shop.cluster.ownership.interval: 0s (expected: longer than 0s)
            shop.cluster.readiness.failures = 0            | shop.cluster.readiness.failures: 0 (expected: at least 1)
            shop.cluster.active-entity-limit = 0           | shop.cluster.active-entity-limit: 0 (expected: at least 1)
            shop.cluster.entity-restart.max-backoff = 1ms  | shop.cluster.entity-restart.max-backoff: 1ms (expected: longer
            shop.security.mode = open                      | shop.security.mode: open (expected: enforced outside the dev profile
            shop.security.mode = off                       | shop.security.mode: off (expected: enforced or open
            shop.security.tokens.jwks-url = ""             | shop.security.tokens.jwks-url: empty (expected: where the issuer's keys are; set SHOP_JWKS_URL
            shop.security.tokens.jwks-url = "http://a.b/c" | shop.security.tokens.jwks-url: http://a.b/c (expected: an https URL
            shop.security.tokens.jwks-ca-file = "/no/ca"   | shop.security.tokens.jwks-ca-file: /no/ca (expected: a PEM file with certificates; set SHOP_JWKS_CA_FILE
            shop.security.tokens.jwks-url = "a b"          | shop.security.tokens.jwks-url: a b (expected: an https URL
            shop.security.tokens.issuer = ""               | shop.security.tokens.issuer: empty (expected: the issuer's name
            shop.security.tokens.issuer = shop-development | shop.security.tokens.issuer: shop-development (expected: an issuer for production
            shop.security.tokens.audience = ""             | shop.security.tokens.audience: empty (expected: what tokens are made for
            shop.security.tokens.algorithms = "RS256 HS256"| shop.security.tokens.algorithms: HS256 (expected: some of RS256
            shop.security.tokens.algorithms = none         | shop.security.tokens.algorithms: none (expected: some of RS256
            shop.security.tokens.clock-skew = 6m           | shop.security.tokens.clock-skew: 6m (expected: 0s to 5m
            shop.security.tokens.min-refresh-pause = 0s    | shop.security.tokens.min-refresh-pause: 0s (expected: longer than 0s
            shop.grpc.max-calls-in-flight = 0              | shop.grpc.max-calls-in-flight: 0 (expected: at least 1)
            shop.limits.rate.user.burst = 0                | shop.limits.rate.user.burst: 0 (expected: at least 1)
            shop.dev-network = lan                         | shop.dev-network: lan (expected: loopback or private
            shop.service.name = ""                         | shop.service.name: empty (expected:
            """)
    void eachDangerousOrImpossibleSettingIsOneLineThatSaysWhatToChange(String setting, String line) {
        var problems = ConfigurationChecks.check(TestNode.config(without(setting) + setting));

        assertThat(problems).singleElement().asString().contains(line);
    }

    @Test
    void devBindsLoopbackOnly() {
        assertThat(ConfigurationChecks.check(TestNode.config(DEV + "shop.host = 10.0.0.1")))
                .anySatisfy(problem -> assertThat(problem).startsWith("shop.host: 10.0.0.1 (expected: a loopback"));
    }

    @Test
    void devMayServeANetworkThatIsItsOwnAlone() {
        var elsewhere = DEV + "shop.host = 10.0.0.1, shop.security.mode = open\n";

        assertThat(ConfigurationChecks.check(TestNode.config(elsewhere + "shop.dev-network = private")))
                .isEmpty();
        assertThat(ConfigurationChecks.check(TestNode.config(elsewhere + "shop.dev-network = lan")))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("shop.dev-network: lan (expected: loopback or private"));
    }

    @Test
    void aPrivateNetworkForgivesProductionNothing() {
        var open = production + "shop.dev-network = private, shop.security.mode = open";

        assertThat(ConfigurationChecks.check(TestNode.config(open)))
                .singleElement()
                .asString()
                .startsWith("shop.security.mode: open (expected: enforced outside the dev profile");
    }

    @Test
    void openIsForLoopbackOnly() {
        assertThat(ConfigurationChecks.check(TestNode.config(DEV + "shop.grpc.host = 10.0.0.1")))
                .singleElement()
                .asString()
                .startsWith("shop.grpc.host: 10.0.0.1 (expected: a loopback address while shop.security.mode is open");
    }

    @Test
    void devMayAskForTokensToo() {
        var enforced = DEV + "shop.security.mode = enforced, shop.security.tokens.issuer = shop-development\n";

        assertThat(ConfigurationChecks.check(TestNode.config(enforced)))
                .singleElement()
                .asString()
                .startsWith("shop.security.tokens.jwks-url: empty");
        assertThat(ConfigurationChecks.check(
                        TestNode.config(enforced + "shop.security.tokens.jwks-url = \"http://127.0.0.1/keys\"")))
                .isEmpty();
        assertThat(ConfigurationChecks.check(
                        TestNode.config(enforced + "shop.security.tokens.jwks-file = \"/nowhere/jwks.json\"")))
                .singleElement()
                .asString()
                .startsWith("shop.security.tokens.jwks-file: /nowhere/jwks.json (expected: a file");
    }

    @Test
    void anUnknownProfileIsRefused() {
        assertThat(ConfigurationChecks.check(TestNode.config(production + "shop.profile = staging")))
                .singleElement()
                .asString()
                .isEqualTo("shop.profile: staging (expected: dev or production)");
    }

    @Test
    void theSecretsInADatabaseUrlAreNeverShown() {
        var problems =
                ConfigurationChecks.check(TestNode.config(DEV + "shop.database.url = \"postgres://me:secret@db\""));

        assertThat(problems).singleElement().asString().doesNotContain("secret");
    }

    @Test
    void severalProblemsAreOneLineTogether() {
        var config = TestNode.config(DEV + "shop.management.port = 0, shop.discovery.method = zookeeper");

        assertThatThrownBy(() -> ConfigurationChecks.require(config))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("shop.management.port")
                .hasMessageContaining("shop.discovery.method")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aValueOfTheWrongTypeIsOneLineThatNamesTheSetting() {
        var application =
                ConfigFactory.parseString("shop.management.port = abc").withFallback(TestNode.config(DEV));

        assertThatThrownBy(() -> NodeConfig.load(application))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("shop.management.port")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aContactPointWithoutAPortIsOneLineThatNamesIt() {
        assertThatThrownBy(() -> TestNode.config("shop.discovery.contact-points = \"10.0.0.1\""))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessage("endpoint: 10.0.0.1 (expected: host:port in shop.discovery.contact-points"
                        + " or shop.discovery.services)");
    }

    private static String without(String setting) {
        return production.replace(setting.substring(0, setting.indexOf("=")).strip(), "ignored");
    }
}
