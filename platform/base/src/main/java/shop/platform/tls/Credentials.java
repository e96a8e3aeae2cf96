package shop.platform.tls;

import akka.pki.pem.DERPrivateKeyLoader;
import akka.pki.pem.PEMDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One state of the files of {@code shop.tls}, complete and checked: certificate and key belong together, and the
 * certificate is valid at the moment of loading. New files make new contexts, so that no session outlives the authorities
 * that vouched for it. Immutable.
 */
public final class Credentials {
    private static final char[] NO_PASSWORD = {};
    private static final byte[] PROBE = "do these belong together".getBytes(StandardCharsets.US_ASCII);

    /** What the files held. */
    record Contents(byte[] certificate, byte[] key, byte[] authorities) {

        static Contents read(TlsSettings files) {
            return new Contents(
                    read("shop.tls.certificate-file", files.certificate()),
                    read("shop.tls.key-file", files.key()),
                    read("shop.tls.ca-file", files.authorities()));
        }

        private static byte[] read(String setting, Path file) {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new InvalidCredentials(setting, file, "a PEM file that this user can read", e);
            }
        }

        boolean same(Contents other) {
            return Arrays.equals(certificate, other.certificate)
                    && Arrays.equals(key, other.key)
                    && Arrays.equals(authorities, other.authorities);
        }
    }

    private final X509Certificate certificate;
    private final PeerIdentity identity;
    private final SSLContext context;
    private final SSLContext memberContext;
    private final SSLContext managementContext;

    private Credentials(
            X509Certificate certificate,
            PeerIdentity identity,
            SSLContext context,
            SSLContext memberContext,
            SSLContext managementContext) {
        this.certificate = certificate;
        this.identity = identity;
        this.context = context;
        this.memberContext = memberContext;
        this.managementContext = managementContext;
    }

    /**
     * Reads the files.
     *
     * @throws InvalidCredentials naming the file
     */
    public static Credentials load(TlsSettings files) {
        return of(Contents.read(files), files);
    }

    static Credentials of(Contents contents, TlsSettings files) {
        var chain = certificates("shop.tls.certificate-file", files.certificate(), contents.certificate);
        var authorities = certificates("shop.tls.ca-file", files.authorities(), contents.authorities);
        var key = privateKey(files.key(), contents.key);
        requireValid(chain[0], files.certificate());
        requirePair(chain[0], key, files);
        var identity = PeerIdentity.of(chain[0])
                .orElseThrow(() -> new InvalidCredentials(
                        "shop.tls.certificate-file",
                        files.certificate(),
                        "one URI among the subject's alternative names, spiffe://<trust domain>/<service>",
                        null));
        try {
            var keys = keyManagers(key, chain);
            var trust = trustManager(authorities);
            return new Credentials(
                    chain[0],
                    identity,
                    context(keys, new PeerTrust(trust, Set.of())),
                    context(keys, new PeerTrust(trust, Set.of(identity))),
                    context(keys, new PeerTrust(trust, managers(identity, files))));
        } catch (GeneralSecurityException | IOException e) {
            throw new InvalidCredentials("shop.tls.key-file", files.key(), "a key that TLS can use", e);
        }
    }

    private static Set<PeerIdentity> managers(PeerIdentity identity, TlsSettings files) {
        var managers = new HashSet<>(Set.of(identity));
        if (!files.metricsReader().isEmpty()) {
            managers.add(new PeerIdentity(identity.trustDomain(), files.metricsReader()));
        }
        return managers;
    }

    /** For connections with any peer that the authorities vouch for. */
    public SSLContext context() {
        return context;
    }

    /** For connections among the nodes of this service: the peer must show the same identity. */
    public SSLContext memberContext() {
        return memberContext;
    }

    /**
     * For connections to the management port: the peer must show the same identity, or that of who reads the metrics.
     */
    public SSLContext managementContext() {
        return managementContext;
    }

    /** Which service this node is. */
    public PeerIdentity identity() {
        return identity;
    }

    /** When the certificate becomes invalid. */
    public Instant expiry() {
        return certificate.getNotAfter().toInstant();
    }

    /** Returns the name of whoever issued the certificate, as RFC 2253 writes it. */
    public String issuer() {
        return certificate.getIssuerX500Principal().getName();
    }

    private static X509Certificate[] certificates(String setting, Path file, byte[] pem) {
        try {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (!found.isEmpty()) {
                return found.toArray(X509Certificate[]::new);
            }
        } catch (CertificateException e) {
            throw new InvalidCredentials(setting, file, "X.509 certificates in PEM", e);
        }
        throw new InvalidCredentials(setting, file, "at least one X.509 certificate in PEM", null);
    }

    private static PrivateKey privateKey(Path file, byte[] pem) {
        try {
            return DERPrivateKeyLoader.load(PEMDecoder.decode(new String(pem, StandardCharsets.US_ASCII)));
        } catch (RuntimeException e) {
            // The cause is left out: parsers quote what they read, and this is a secret.
            throw new InvalidCredentials("shop.tls.key-file", file, "an RSA key in PEM, not encrypted", null);
        }
    }

    private static void requireValid(X509Certificate certificate, Path file) {
        var now = Instant.now();
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new InvalidCredentials(
                    "shop.tls.certificate-file",
                    file,
                    "a valid certificate, this one has expired on "
                            + certificate.getNotAfter().toInstant(),
                    null);
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            throw new InvalidCredentials(
                    "shop.tls.certificate-file",
                    file,
                    "a valid certificate, this one begins on "
                            + certificate.getNotBefore().toInstant(),
                    null);
        }
    }

    /** While files are being replaced one after the other, there is a moment when they do not. */
    private static void requirePair(X509Certificate certificate, PrivateKey key, TlsSettings files) {
        try {
            var signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(key);
            signer.update(PROBE);
            var verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(PROBE);
            if (verifier.verify(signer.sign())) {
                return;
            }
        } catch (GeneralSecurityException e) {
            // Keys of different kinds do not belong together, either.
        }
        throw new InvalidCredentials("shop.tls.key-file", files.key(), "the key of " + files.certificate(), null);
    }

    private static SSLContext context(KeyManager[] keys, PeerTrust trust) throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {trust}, null);
        return context;
    }

    private static KeyManager[] keyManagers(PrivateKey key, X509Certificate[] chain)
            throws GeneralSecurityException, IOException {
        var store = emptyStore();
        store.setKeyEntry("node", key, NO_PASSWORD, chain);
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static X509ExtendedTrustManager trustManager(X509Certificate[] authorities)
            throws GeneralSecurityException, IOException {
        var store = emptyStore();
        for (int i = 0; i < authorities.length; i++) {
            store.setCertificateEntry("ca-" + i, authorities[i]);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0]; // X.509 is all that the JDK's factory knows
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
