package shop.platform.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The authorities of a PEM file, for connections to others than the shop's own services. */
public final class Authorities {
    private Authorities() {}

    /** Returns whether a file holds certificates. Blocks. */
    public static boolean areIn(Path file) {
        try {
            trusting(Files.readAllBytes(file));
            return true;
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * Returns a context that trusts these authorities and nobody else, and shows no certificate.
     *
     * @throws GeneralSecurityException if there is none
     */
    public static SSLContext trusting(byte[] pem) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (var authority :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
            store.setCertificateEntry("ca-" + store.size(), authority);
        }
        if (store.size() == 0) {
            throw new CertificateException("certificates: none (expected: at least one in PEM)");
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
