package shop.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** An issuer with one key, which signs whatever a test wants signed. */
final class TestIssuer {

    static final String ISSUER = "https://issuer.example";
    static final String AUDIENCE = "shop";

    final RSAKey key;

    private TestIssuer(RSAKey key) {
        this.key = key;
    }

    static TestIssuer withKey(String id) {
        try {
            return new TestIssuer(new RSAKeyGenerator(2048).keyID(id).generate());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static TokenSettings settings() {
        return new TokenSettings(
                ISSUER,
                Set.of(AUDIENCE),
                Set.of("RS256", "PS256", "ES256"),
                Duration.ofSeconds(30),
                "roles",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3));
    }

    static String jwks(JWK... keys) {
        return new JWKSet(Arrays.asList(keys)).toString();
    }

    String jwks() {
        return jwks(key);
    }

    static JWTClaimsSet.Builder claims(String subject, String... roles) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(subject)
                .claim("roles", List.of(roles))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    String token(String subject, String... roles) {
        return token(claims(subject, roles).build());
    }

    String token(JWTClaimsSet claims) {
        return token(claims, header -> header);
    }

    String token(JWTClaimsSet claims, UnaryOperator<JWSHeader.Builder> header) {
        try {
            return sign(
                    header.apply(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()))
                            .build(),
                    claims,
                    new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) {
        try {
            SignedJWT token = new SignedJWT(header, claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
