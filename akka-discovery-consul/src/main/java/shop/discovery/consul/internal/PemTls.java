package shop.discovery.consul.internal;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import shop.discovery.consul.internal.ConsulSettings.Identity;
import shop.discovery.consul.internal.ConsulSettings.TlsFiles;

/** An {@link SSLContext} from PEM files. */
public final class PemTls {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----(.+?)-----END PRIVATE KEY-----", Pattern.DOTALL);
    private static final char[] NO_PASSWORD = {};

    private PemTls() {}

    /** @throws IllegalArgumentException if a file cannot be read or is not what it has to be */
    public static SSLContext context(TlsFiles files) {
        try {
            var context = SSLContext.getInstance("TLS");
            var keys = files.identity().isPresent()
                    ? keyManagers(files.identity().get())
                    : null; // the JVM's default: no client certificate
            var trust = files.ca().isPresent() ? trustManagers(files.ca().get()) : null; // the JVM's trust store
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("tls: " + files + " (expected: readable PEM files)", e);
        }
    }

    private static TrustManager[] trustManagers(Path ca) throws GeneralSecurityException, IOException {
        var store = emptyStore();
        for (var certificate : certificates(ca)) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keyManagers(Identity identity) throws GeneralSecurityException, IOException {
        var store = emptyStore();
        store.setKeyEntry("client", privateKey(identity.key()), NO_PASSWORD, certificates(identity.certificate()));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate[] certificates(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException(file + " (expected: at least one PEM certificate)");
            }
            return certificates.toArray(Certificate[]::new);
        }
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
        var key = PKCS8.matcher(Files.readString(file));
        if (!key.find()) {
            throw new IllegalArgumentException(file + " (expected: an unencrypted PKCS#8 key, BEGIN PRIVATE KEY)");
        }
        var encoded = Base64.getMimeDecoder().decode(key.group(1));
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }
}
