package shop.devstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an agent is to run.
 *
 * @param port the HTTP port; a free one if empty
 * @param token switches ACLs on, default deny, with this bootstrap token
 * @param tls switches HTTPS on beside HTTP; a client needs a certificate if there is a CA
 * @param dataDirectory where state survives a restart; none means development mode
 */
public record ConsulOptions(
        Optional<Integer> port, Optional<String> token, Optional<TlsFiles> tls, Optional<Path> dataDirectory) {

    /** PEM files: who signs clients, and the agent's own certificate and PKCS#8 key. */
    public record TlsFiles(Path ca, Path certificate, Path key) {}

    /** Free ports, no ACLs, no TLS, nothing kept. */
    public static ConsulOptions defaults() {
        return new ConsulOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public ConsulOptions withPort(int port) {
        return new ConsulOptions(Optional.of(port), token, tls, dataDirectory);
    }

    public ConsulOptions withToken(String token) {
        return new ConsulOptions(port, Optional.of(token), tls, dataDirectory);
    }

    public ConsulOptions withTls(TlsFiles tls) {
        return new ConsulOptions(port, token, Optional.of(tls), dataDirectory);
    }

    public ConsulOptions withDataDirectory(Path dataDirectory) {
        return new ConsulOptions(port, token, tls, Optional.of(dataDirectory));
    }

    List<String> command(Path binary, Path configuration) {
        var command = new ArrayList<>(
                List.of(binary.toString(), "agent", "-config-file", configuration.toString(), "-bind=127.0.0.1"));
        dataDirectory.ifPresentOrElse(
                directory -> command.addAll(List.of("-server", "-bootstrap-expect=1", "-data-dir=" + directory)),
                () -> command.add("-dev"));
        return command;
    }

    /** The agent's configuration file; a file, so that the token appears in no process list. */
    String configuration(ConsulPorts ports) {
        var acl = token.map(value -> """
                , "acl": {"enabled": true, "default_policy": "deny", "tokens": {"master": "%1$s", "agent": "%1$s"}}""".formatted(value)).orElse("");
        var certificates = tls.map(files -> """
                , "ca_file": "%s", "cert_file": "%s", "key_file": "%s", "verify_incoming": true""".formatted(files.ca(), files.certificate(), files.key()))
                .orElse("");
        return """
                {"log_level": "WARN", "disable_update_check": true, "client_addr": "127.0.0.1", "ports": {"http": %d, \
                "https": %d, "server": %d, "serf_lan": %d, "serf_wan": -1, "dns": -1, "grpc": -1}%s%s}
                """.formatted(
                ports.http(), tls.isPresent() ? ports.https() : -1, ports.server(), ports.gossip(), acl, certificates);
    }
}
