package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentIssuerTest {
    @TempDir
    private Path folder;

    @Test
    void itsTokensAreSignedByTheKeyThatItPublishes() throws Exception {
        var issuer = DevelopmentIssuer.in(folder);

        var token = SignedJWT.parse(issuer.token("u-1", List.of("admin"), Duration.ofMinutes(5)));

        var keys = JWKSet.parse(Files.readString(issuer.jwks()));
        var key = keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey();
        assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
        assertThat(keys.containsNonPublicKeys()).isFalse();
        assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("u-1");
        assertThat(token.getJWTClaimsSet().getStringListClaim("roles")).containsExactly("admin");
    }

    @Test
    void itsKeyIsMadeOnceHoweverManyAskAtOnce() throws Exception {
        var keys = IntStream.range(0, 4)
                .parallel()
                .mapToObj(i -> DevelopmentIssuer.in(folder))
                .map(issuer -> issuer.token("u", List.of(), Duration.ofMinutes(1)))
                .map(DevelopmentIssuerTest::keyId)
                .distinct();

        assertThat(keys).hasSize(1).allMatch(id -> id.startsWith("development-"));
    }

    @Test
    void nobodyElseReadsItsKey() throws Exception {
        DevelopmentIssuer.in(folder);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("issuer-key.json"))))
                .isEqualTo("rw-------");
    }

    private static String keyId(String token) {
        try {
            return SignedJWT.parse(token).getHeader().getKeyID();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }
}
