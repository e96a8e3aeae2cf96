package shop.platform.security;

import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.HttpsConnectionContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * By whom the issuer's certificate is trusted: by the authorities of a PEM file, or by those that the JVM trusts. Never the
 * node's own context, which accepts nobody but nodes of the same service. Thread-safe.
 */
public final class IssuerTrust {
    private final Optional<Path> file;
    private byte[] contents = {};
    private HttpsConnectionContext context;

    /** @param file PEM; empty: what the JVM trusts */
    IssuerTrust(Optional<Path> file) {
        this.file = file;
    }

    /** Whether a file holds certificates. Blocks. */
    public static boolean isUsable(Path file) {
        try {
            return authorities(Files.readAllBytes(file)).length > 0;
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * For connections to the issuer; the same one while the file is the same, so that connections are used again. Blocks
     * while it reads.
     */
    synchronized HttpsConnectionContext context() throws IOException, GeneralSecurityException {
        var found = file.isPresent() ? Files.readAllBytes(file.get()) : new byte[0];
        if (context == null || !Arrays.equals(found, contents)) {
            context = ConnectionContext.httpsClient(file.isPresent() ? trusting(found) : SSLContext.getDefault());
            contents = found;
        }
        return context;
    }

    private static SSLContext trusting(byte[] pem) throws IOException, GeneralSecurityException {
        var trusting = SSLContext.getInstance("TLS");
        trusting.init(null, authorities(pem), null);
        return trusting;
    }

    private static TrustManager[] authorities(byte[] pem) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (var authority :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
            store.setCertificateEntry("ca-" + store.size(), authority);
        }
        if (store.size() == 0) {
            return new TrustManager[0];
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
