package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A peer that shows whatever certificate it is given, as none of our own nodes would. */
public final class OpenSsl implements AutoCloseable {
    private static final long BOUND_SECONDS = 10;

    private final Process process;
    private final int port;

    private OpenSsl(int port, DevelopmentCertificates certificates, String service, String... command) {
        this.port = port;
        var program = new ArrayList<>(List.of(command));
        program.addAll(List.of(
                "-cert", certificates.certificate(service).toString(),
                "-key", certificates.key(service).toString()));
        try {
            process = new ProcessBuilder(program)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("openssl did not start", e);
        }
    }

    /** Connects to a port of this machine, until the other end has had enough. */
    public static void connect(DevelopmentCertificates certificates, String service, int port)
            throws InterruptedException {
        try (var client =
                new OpenSsl(port, certificates, service, "openssl", "s_client", "-connect", "127.0.0.1:" + port)) {
            client.process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Will soon listen, and would speak HTTP/2. */
    public static OpenSsl server(DevelopmentCertificates certificates, String service) {
        var port = Ports.free();
        return new OpenSsl(
                port, certificates, service, "openssl", "s_server", "-alpn", "h2", "-accept", "127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
