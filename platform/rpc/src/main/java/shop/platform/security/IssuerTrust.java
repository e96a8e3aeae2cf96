package shop.platform.security;

import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.HttpsConnectionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import shop.platform.tls.Authorities;

/**
 * The authorities that the issuer's certificate may have: those of a PEM file, or those that the JVM trusts. Never the
 * node's own context, which accepts only nodes of the same service. Thread-safe.
 */
final class IssuerTrust {
    private final Optional<Path> file;
    private byte[] contents = {};
    private HttpsConnectionContext context;

    /** @param file PEM; empty: the JVM's authorities */
    IssuerTrust(Optional<Path> file) {
        this.file = file;
    }

    /**
     * Returns the context for connections to the issuer; the same one while the file is unchanged, so that connections
     * are reused. Blocks while it reads.
     */
    synchronized HttpsConnectionContext context() throws IOException, GeneralSecurityException {
        var found = file.isPresent() ? Files.readAllBytes(file.get()) : new byte[0];
        if (context == null || !Arrays.equals(found, contents)) {
            context = ConnectionContext.httpsClient(
                    file.isPresent() ? Authorities.trusting(found) : SSLContext.getDefault());
            contents = found;
        }
        return context;
    }
}
