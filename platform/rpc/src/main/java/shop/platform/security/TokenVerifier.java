package shop.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import io.grpc.Status.Code;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;

/**
 * Verifies signed JWTs (RFC 7519, RFC 8725): algorithm from a list, signature by a key of the issuer that the token
 * names, issuer, audience and time. Never blocks; thread-safe.
 */
final class TokenVerifier {

    private static final int MAX_LENGTH = 8192;
    private static final Pattern SUBJECT = Pattern.compile("[!-~]{1,255}");
    private static final Set<JOSEObjectType> TYPES = Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));

    private final TokenSettings settings;
    private final KeySet keys;
    private final DefaultJWTClaimsVerifier<SecurityContext> claims;

    TokenVerifier(TokenSettings settings, KeySet keys, InstantSource clock) {
        this.settings = settings;
        this.keys = keys;
        this.claims =
                new DefaultJWTClaimsVerifier<>(
                        settings.audience(),
                        new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
                        Set.of("sub", "exp"),
                        Set.of()) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        claims.setMaxClockSkew(Math.toIntExact(settings.clockSkew().toSeconds()));
    }

    /** Returns the caller that the token names; fails with UNAUTHENTICATED, or UNAVAILABLE while no keys are known. */
    CompletionStage<Caller.User> verify(String token) {
        try {
            SignedJWT jwt = parse(token);
            return keys.matching(jwt.getHeader()).thenApply(candidates -> user(jwt, candidates));
        } catch (ApiException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    private SignedJWT parse(String token) {
        if (token.length() > MAX_LENGTH) {
            throw invalid("token: " + token.length() + " characters (expected: at most " + MAX_LENGTH + ")");
        }
        SignedJWT jwt;
        try {
            jwt = SignedJWT.parse(token);
        } catch (ParseException | RuntimeException e) {
            throw invalid("token: malformed (expected: a signed JWT)");
        }
        JWSHeader header = jwt.getHeader();
        if (!settings.algorithms().contains(header.getAlgorithm().getName())) {
            throw invalid("alg: not allowed (expected: one of " + String.join(", ", settings.algorithms()) + ")");
        }
        if (header.getType() != null && !TYPES.contains(header.getType())) {
            throw invalid("typ: not of a token (expected: JWT or at+jwt)");
        }
        if (header.getKeyID() == null) {
            throw invalid("kid: absent (expected: the id of a key of the issuer)");
        }
        return jwt;
    }

    private Caller.User user(SignedJWT jwt, List<JWK> candidates) {
        if (candidates.stream().noneMatch(key -> isSignedBy(jwt, key))) {
            throw invalid("token: not signed by a key of the issuer");
        }
        try {
            JWTClaimsSet claimed = jwt.getJWTClaimsSet();
            claims.verify(claimed, null);
            return new Caller.User(subject(claimed), roles(claimed));
        } catch (ExpiredJWTException e) {
            throw refused(ErrorReason.TOKEN_EXPIRED, "The token has expired.");
        } catch (BadJWTException e) {
            // Safe to report, since the issuer has signed the token: the message names a claim and its error.
            throw invalid("token: " + e.getMessage());
        } catch (ParseException e) {
            throw invalid("token: malformed claims");
        }
    }

    private static boolean isSignedBy(SignedJWT jwt, JWK key) {
        try {
            return jwt.verify(new DefaultJWSVerifierFactory()
                    .createJWSVerifier(jwt.getHeader(), ((AsymmetricJWK) key).toPublicKey()));
        } catch (JOSEException | RuntimeException e) {
            return false;
        }
    }

    private static String subject(JWTClaimsSet claimed) {
        String subject = claimed.getSubject();
        if (!SUBJECT.matcher(subject).matches()) {
            throw invalid("sub: not usable (expected: 1 to 255 printable ASCII characters)");
        }
        return subject;
    }

    private Set<String> roles(JWTClaimsSet claimed) throws ParseException {
        List<String> roles = claimed.getStringListClaim(settings.rolesClaim());
        return roles == null ? Set.of() : new HashSet<>(roles);
    }

    static ApiException invalid(String message) {
        return refused(ErrorReason.TOKEN_INVALID, message);
    }

    private static ApiException refused(ErrorReason reason, String message) {
        return ApiException.builder(Code.UNAUTHENTICATED, reason, message).build();
    }
}
