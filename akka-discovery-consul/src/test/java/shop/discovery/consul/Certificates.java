package shop.discovery.consul;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import shop.devstack.ConsulOptions.TlsFiles;

/** PEM certificates made with openssl: an authority, what it signed, and an authority that nothing here trusts. */
record Certificates(Path directory) {
    static Certificates create(Path directory) throws IOException, InterruptedException {
        var certificates = new Certificates(directory);
        certificates.authority("ca");
        certificates.authority("foreign");
        certificates.signed("agent", "IP:127.0.0.1,DNS:localhost");
        certificates.signed("stranger", "DNS:elsewhere.example");
        certificates.signed("client", "DNS:client");
        return certificates;
    }

    TlsFiles agent() {
        return new TlsFiles(file("ca.pem"), file("agent.pem"), file("agent.key"));
    }

    TlsFiles agentOfAnotherName() {
        return new TlsFiles(file("ca.pem"), file("stranger.pem"), file("stranger.key"));
    }

    String client() {
        return settings("ca", "client");
    }

    String withoutIdentity() {
        return settings("ca", "");
    }

    String withForeignAuthority() {
        return settings("foreign", "client");
    }

    private String settings(String authority, String identity) {
        var tls = "akka.discovery.akka-consul.tls { enabled = on, ca-file = \"%s\"".formatted(file(authority + ".pem"));
        return identity.isEmpty()
                ? tls + " }"
                : tls
                        + ", certificate-file = \"%s\", key-file = \"%s\" }"
                                .formatted(file(identity + ".pem"), file(identity + ".key"));
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private void authority(String name) throws IOException, InterruptedException {
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + name)
                .with("-keyout", name + ".key", "-out", name + ".pem")
                .run();
    }

    private void signed(String name, String names) throws IOException, InterruptedException {
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name)
                .with("-keyout", name + ".key", "-out", name + ".csr")
                .run();
        Files.writeString(file(name + ".ext"), "subjectAltName=" + names);
        openssl("x509", "-req", "-in", name + ".csr", "-days", "2", "-CA", "ca.pem", "-CAkey", "ca.key")
                .with("-CAcreateserial", "-extfile", name + ".ext", "-out", name + ".pem")
                .run();
    }

    private Command openssl(String... arguments) {
        return new Command(new ArrayList<>(List.of("openssl"))).with(arguments);
    }

    private final class Command {
        private final List<String> words;

        private Command(List<String> words) {
            this.words = words;
        }

        private Command with(String... more) {
            words.addAll(List.of(more));
            return this;
        }

        private void run() throws IOException, InterruptedException {
            var process = new ProcessBuilder(words)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            var output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(words + ": " + output);
            }
        }
    }
}
