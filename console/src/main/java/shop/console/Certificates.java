package shop.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS from PEM files; keys are RSA in PKCS#8. Files are read when a context is made. */
final class Certificates {
    private static final char[] NO_PASSWORD = {};

    private final Path authority;
    private final Optional<Path> folder;

    /** @param folder with the certificates and keys of the services, if any */
    Certificates(Path authority, Optional<Path> folder) {
        this.authority = authority;
        this.folder = folder;
    }

    boolean hasServices() {
        return folder.isPresent();
    }

    /** Trusts what the authority has signed, and shows nothing. */
    SSLContext context() {
        return context(Optional.empty());
    }

    /** Shows the certificate of the service, as its own nodes do among themselves. */
    SSLContext contextOf(String service) {
        return context(Optional.of(service));
    }

    private SSLContext context(Optional<String> service) {
        try {
            var context = SSLContext.getInstance("TLS");
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keys(service), NO_PASSWORD);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted());
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("certificates: " + authority + " (expected: readable PEM files)", e);
        }
    }

    private KeyStore trusted() throws IOException, GeneralSecurityException {
        var store = empty();
        var number = 0;
        for (var certificate : read(authority)) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        return store;
    }

    private KeyStore keys(Optional<String> service) throws IOException, GeneralSecurityException {
        var store = empty();
        if (service.isPresent() && folder.isPresent()) {
            var chain = read(folder.get().resolve(service.get() + ".pem"));
            store.setKeyEntry("service", key(folder.get().resolve(service.get() + ".key")), NO_PASSWORD, chain);
        }
        return store;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate[] read(Path file) throws IOException, GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                .toArray(Certificate[]::new);
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        var base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
