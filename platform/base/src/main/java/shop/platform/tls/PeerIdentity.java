package shop.platform.tls;

import java.net.URI;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Which service a certificate was issued to: its only URI among the subject's alternative names, {@code
 * spiffe://<trust domain>/<service>}, as SPIFFE has it.
 *
 * @param trustDomain within which the name of a service means anything
 * @param service as in {@code shop.service.name}
 */
public record PeerIdentity(String trustDomain, String service) {
    private static final int URI_NAME = 6; // RFC 5280, uniformResourceIdentifier
    private static final Pattern SERVICE = Pattern.compile("/[a-zA-Z0-9._-]+");
    private static final String KEPT = PeerIdentity.class.getName();

    /** Returns the identity in a certificate; empty if there is none, or more than one URI. */
    public static Optional<PeerIdentity> of(X509Certificate certificate) {
        var uris = names(certificate).stream()
                .filter(name -> name.get(0).equals(URI_NAME))
                .map(name -> (String) name.get(1))
                .toList();
        return uris.size() == 1 ? parse(uris.get(0)) : Optional.empty();
    }

    /**
     * Returns the identity of the peer at the other end of a verified session. Empty without a certificate, and for a
     * certificate of another trust domain than our own one's.
     */
    public static Optional<PeerIdentity> of(SSLSession session) {
        if (session.getValue(KEPT) instanceof PeerIdentity kept) {
            return Optional.of(kept);
        }
        var peer = peer(session)
                .filter(known -> own(session)
                        .filter(own -> own.trustDomain.equals(known.trustDomain))
                        .isPresent());
        peer.ifPresent(known -> session.putValue(KEPT, known));
        return peer;
    }

    private static Optional<PeerIdentity> peer(SSLSession session) {
        try {
            return first(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty(); // it has shown none
        }
    }

    private static Optional<PeerIdentity> own(SSLSession session) {
        return first(session.getLocalCertificates());
    }

    private static Optional<PeerIdentity> first(Certificate[] chain) {
        return chain != null && chain.length > 0 && chain[0] instanceof X509Certificate certificate
                ? of(certificate)
                : Optional.empty();
    }

    private static Collection<List<?>> names(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private static Optional<PeerIdentity> parse(String text) {
        try {
            var uri = URI.create(text);
            return "spiffe".equals(uri.getScheme())
                            && uri.getHost() != null
                            && uri.getRawAuthority().equals(uri.getHost())
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null
                            && SERVICE.matcher(uri.getRawPath()).matches()
                    ? Optional.of(
                            new PeerIdentity(uri.getHost(), uri.getRawPath().substring(1)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "spiffe://" + trustDomain + "/" + service;
    }
}
