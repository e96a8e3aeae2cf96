package shop.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A folder of certificates that {@code deploy/certificates/make} has made: an authority, and what it has signed. */
public final class DevelopmentCertificates {
    /** Who may read the nodes' metrics, and nothing else. */
    public static final String PROMETHEUS = "prometheus";

    private static final long BOUND_SECONDS = 120;

    private final Path folder;

    private DevelopmentCertificates(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /** Whether this machine can make any. In CI it always can, or has to say why not. */
    public static boolean available() {
        return System.getenv("CI") != null || SystemProgram.onPath("openssl").isPresent();
    }

    /** Makes certificates for these services, and an authority if the folder has none. */
    public static DevelopmentCertificates make(Path folder, String... services) {
        var certificates = new DevelopmentCertificates(folder);
        certificates.run(List.of(), services);
        return certificates;
    }

    /** Makes new keys and certificates, by the same authority, in place of those that are there. */
    public void renew(String... services) {
        run(List.of("--force"), services);
    }

    /** As {@link #renew}, but with certificates whose time is over already. */
    public void renewExpired(String... services) {
        run(List.of("--force", "--days", "-1"), services);
    }

    public Path authority() {
        return folder.resolve("ca.pem");
    }

    public Path certificate(String service) {
        return folder.resolve(service + ".pem");
    }

    public Path key(String service) {
        return folder.resolve(service + ".key");
    }

    /** Writes certificate and key into this one file, as Kafka wants them. */
    public Path keyStore(String service, Path file) throws IOException {
        return Files.writeString(file, Files.readString(certificate(service)) + Files.readString(key(service)));
    }

    /** What makes a node of the service use them. */
    public Map<String, String> environment(String service) {
        return Map.of(
                "SHOP_TLS_ENABLED", "on",
                "SHOP_TLS_CERTIFICATE_FILE", certificate(service).toString(),
                "SHOP_TLS_KEY_FILE", key(service).toString(),
                "SHOP_TLS_CA_FILE", authority().toString());
    }

    /** The same as settings, for a node within this JVM. */
    public String settings(String service) {
        return """
                shop.tls { enabled = on, certificate-file = "%s", key-file = "%s", ca-file = "%s" }
                """.formatted(certificate(service), key(service), authority());
    }

    /** For clients without a certificate of their own. */
    public SSLContext clientContext() {
        return context(null);
    }

    /** For clients that show the certificate of this service. */
    public SSLContext contextOf(String service) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    service, privateKey(service), new char[0], new Certificate[] {read(certificate(service))});
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            return context(keys.getKeyManagers());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("file: " + key(service) + " (expected: a key)", e);
        }
    }

    private SSLContext context(KeyManager[] keys) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("ca", read(authority()));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("file: " + authority() + " (expected: a certificate)", e);
        }
    }

    private static Certificate read(Path file) throws IOException, GeneralSecurityException {
        try (var pem = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    /** As {@code deploy/certificates/make} writes it: RSA, PKCS#8. */
    private PrivateKey privateKey(String service) throws IOException, GeneralSecurityException {
        var base64 = Files.readString(key(service)).replaceAll("-----[^-]+-----|\\s", "");
        var encoded = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
        return KeyFactory.getInstance("RSA").generatePrivate(encoded);
    }

    private void run(List<String> options, String... services) {
        var command = new ArrayList<String>();
        command.add(Project.folder().resolve("deploy/certificates/make").toString());
        command.addAll(options);
        command.add(folder.toString());
        command.addAll(List.of(services));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes()).strip();
            if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making certificates", e);
        }
    }
}
