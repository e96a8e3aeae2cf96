package shop.platform.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's own verification of a peer, which may have to be of certain identities besides; says whom it has refused, and why.
 * Thread-safe.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private static final Logger log = LoggerFactory.getLogger(PeerTrust.class);
    /** Whoever reaches the port can make us refuse him as often as he likes. */
    private static final RareLines lines = new RareLines();

    private final X509ExtendedTrustManager authorities;
    private final Set<PeerIdentity> required;

    /** @param required empty: any identity, or none */
    PeerTrust(X509ExtendedTrustManager authorities, Set<PeerIdentity> required) {
        this.authorities = authorities;
        this.required = Set.copyOf(required);
    }

    @FunctionalInterface
    private interface Verification {
        void run() throws CertificateException;
    }

    private void verify(X509Certificate[] chain, String peer, Verification verification) throws CertificateException {
        try {
            verification.run();
            requireIdentity(chain[0]);
        } catch (CertificateException e) {
            lines.next()
                    .ifPresent(unsaid -> log.warn(
                            "TLS: refused the certificate of {}, issued by {}, from {}: {} ({} refusals since the last such line)",
                            subject(chain),
                            issuer(chain),
                            peer,
                            reason(e),
                            unsaid));
            throw e;
        }
    }

    private void requireIdentity(X509Certificate certificate) throws CertificateException {
        var identity = PeerIdentity.of(certificate);
        if (!required.isEmpty() && identity.filter(required::contains).isEmpty()) {
            throw new CertificateException("identity: "
                    + identity.map(PeerIdentity::toString).orElse("none") + " (expected: "
                    + required.stream().map(PeerIdentity::toString).sorted().collect(Collectors.joining(" or "))
                    + ")");
        }
    }

    private static String subject(X509Certificate[] chain) {
        return chain.length == 0 ? "nobody" : chain[0].getSubjectX500Principal().getName();
    }

    private static String issuer(X509Certificate[] chain) {
        return chain.length == 0 ? "nobody" : chain[0].getIssuerX500Principal().getName();
    }

    /** The outer exceptions only say that the path is not valid. */
    private static String reason(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }

    private static String peer(SSLEngine engine) {
        return engine == null || engine.getPeerHost() == null ? "a peer" : engine.getPeerHost();
    }

    private static String peer(Socket socket) {
        return socket == null ? "a peer" : String.valueOf(socket.getRemoteSocketAddress());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        verify(chain, peer(engine), () -> authorities.checkClientTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        verify(chain, peer(engine), () -> authorities.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        verify(chain, peer(socket), () -> authorities.checkClientTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        verify(chain, peer(socket), () -> authorities.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        verify(chain, "a peer", () -> authorities.checkClientTrusted(chain, authType));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        verify(chain, "a peer", () -> authorities.checkServerTrusted(chain, authType));
    }

    /**
     * What a server tells its clients. Nobody: a client that knew would show no certificate rather than one by another
     * authority, and be taken for anonymous where it should be refused.
     */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
