package shop.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.devstack.ConsulAgent;
import shop.devstack.ConsulOptions;
import shop.devstack.ConsulOptions.TlsFiles;
import shop.devstack.DevelopmentCertificates;

/** The command as an operator types it, at an agent that asks who is there. */
class SecureConsulIT {
    private static final String COMMAND = "../deploy/blue-green/blue-green";
    private static final String SERVICE = "secure-users";
    private static final String TOKEN = UUID.randomUUID().toString();
    private static final String WRONG = UUID.randomUUID().toString();

    @TempDir
    private static Path folder;

    private static DevelopmentCertificates certificates;
    private static ConsulAgent agent;

    private record Ended(int code, String said) {}

    @BeforeAll
    static void start() {
        assumeTrue(ConsulAgent.available(), "no Consul binary on this machine");
        assumeTrue(DevelopmentCertificates.available(), "no openssl on this machine");
        certificates = DevelopmentCertificates.make(folder, "consul", "operator");
        var tls =
                new TlsFiles(certificates.authority(), certificates.certificate("consul"), certificates.key("consul"));
        agent = ConsulAgent.start(ConsulOptions.defaults().withToken(TOKEN).withTls(tls));
        var users = new Registered(agent, SERVICE, Optional.of(TOKEN));
        users.instance("secure-blue", "1", "passing");
        users.standby("secure-green", "2");
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.close();
        }
    }

    @Test
    void aSwitchReachesTheAgentByTheSettingsOfTheNodes() throws Exception {
        assertThat(run(operator(TOKEN), "switch", "2")).isEqualTo(new Ended(0, SERVICE + ": all traffic to version 2"));

        var status = run(operator(TOKEN), "status");
        assertThat(status.said()).contains("1  secure-blue  127.0.0.1:1  healthy, standing by since");
        assertThat(status.said()).contains("2  secure-green  127.0.0.1:1  healthy, live");
    }

    @Test
    void aWrongTokenIsRefusedAndNotShown() throws Exception {
        var ended = run(operator(WRONG), "status");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.said()).contains("403").doesNotContain(WRONG);
    }

    @Test
    void whoHasNoCertificateGetsNoAnswer() throws Exception {
        var anonymous = operator(TOKEN);
        anonymous.keySet().removeAll(List.of("SHOP_CONSUL_CERTIFICATE_FILE", "SHOP_CONSUL_KEY_FILE"));

        var ended = run(anonymous, "status");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.said()).contains("no answer");
    }

    @Test
    void anAgentOfAnotherAuthorityIsNotTrusted() throws Exception {
        var foreign = DevelopmentCertificates.make(folder.resolve("foreign"), "consul");
        var trustless = operator(TOKEN);
        trustless.put("SHOP_CONSUL_CA_FILE", foreign.authority().toString());

        var ended = run(trustless, "status");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.said()).contains("PKIX");
    }

    @Test
    void aTokenFileThatIsNotThereIsNamed() throws Exception {
        var forgetful = operator(TOKEN);
        forgetful.put("SHOP_CONSUL_TOKEN_FILE", folder.resolve("none").toString());

        var ended = run(forgetful, "status");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.said()).contains("token-file: " + folder);
    }

    private static Map<String, String> operator(String token) throws IOException {
        var file = Files.writeString(folder.resolve("token-" + token), token + "\n");
        return new HashMap<>(Map.of(
                "CONSUL_HOST", "127.0.0.1",
                "CONSUL_PORT", agent.tlsPort().orElseThrow().toString(),
                "SHOP_CONSUL_TOKEN_FILE", file.toString(),
                "SHOP_CONSUL_TLS", "on",
                "SHOP_CONSUL_CA_FILE", certificates.authority().toString(),
                "SHOP_CONSUL_CERTIFICATE_FILE",
                        certificates.certificate("operator").toString(),
                "SHOP_CONSUL_KEY_FILE", certificates.key("operator").toString()));
    }

    private static Ended run(Map<String, String> environment, String... words) throws Exception {
        var command = new ArrayList<>(List.of(COMMAND, SERVICE));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes()).strip();
        return new Ended(process.waitFor(), said);
    }
}
