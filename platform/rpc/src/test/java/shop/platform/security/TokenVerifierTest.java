package shop.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.grpc.Status.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.platform.call.ApiException;

/** Every way that we know of to pass for somebody else. */
class TokenVerifierTest {

    private static final TestIssuer ISSUER = TestIssuer.withKey("k1");
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final TokenVerifier verifier = verifier(ISSUER.jwks());

    @Test
    void aGoodTokenNamesItsUserAndRoles() {
        assertThat(verifier.verify(ISSUER.token(claims().build())))
                .isCompletedWithValue(new Caller.User("alice", Set.of("admin", "support")));
    }

    @Test
    void rolesMayBeAbsent() {
        assertThat(verifier.verify(ISSUER.token(claims().claim("roles", null).build())))
                .isCompletedWithValue(new Caller.User("alice", Set.of()));
    }

    @Test
    void tokensOfEllipticCurvesAndOfAccessTokenTypeAreGood() throws Exception {
        var key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID("ec")
                .type(new JOSEObjectType("at+jwt"))
                .build();

        assertThat(verifier(TestIssuer.jwks(key))
                        .verify(TestIssuer.sign(header, claims().build(), new ECDSASigner(key))))
                .isCompleted();
    }

    @Test
    void anUnsignedTokenIsRefused() {
        refused(new PlainJWT(claims().build()).serialize());
    }

    @Test
    void aTokenWhoseSignatureWasCutOffIsRefused() {
        var token = ISSUER.token(claims().build());

        refused(token.substring(0, token.lastIndexOf('.') + 1));
    }

    @Test
    void aHeaderThatSaysNoneInAnySpellingIsRefused() {
        for (var none : List.of("none", "None", "NONE", "nOnE", "")) {
            var header = encoded("{\"alg\":\"" + none + "\",\"kid\":\"k1\"}");
            var claims = encoded(claims().build().toString());

            refused(header + "." + claims + ".");
            refused(header + "." + claims + ".AAAA");
        }
    }

    @Test
    void aTokenSignedWithThePublicKeyAsASharedSecretIsRefused() throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build();
        var publicKey = ISSUER.key.toRSAPublicKey().getEncoded();

        refused(TestIssuer.sign(header, claims().build(), new MACSigner(publicKey)));
    }

    @Test
    void aSharedSecretIsNoKeyEvenWhereTheIssuerListsOneAndTheAlgorithmIsAllowed() throws Exception {
        var secret = new OctetSequenceKey.Builder(new byte[64]).keyID("s").build();
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("s").build();
        var settings = TestIssuer.settings();
        var careless = new TokenSettings(
                settings.issuer(),
                settings.audience(),
                Set.of("HS256"),
                settings.clockSkew(),
                settings.rolesClaim(),
                settings.jwksUrl(),
                settings.jwksFile(),
                settings.jwksAuthorities(),
                settings.refreshInterval(),
                settings.minRefreshPause(),
                settings.fetchTimeout());
        var keys = keys(new com.nimbusds.jose.jwk.JWKSet(List.of(secret, ISSUER.key)).toString(false));

        refused(
                new TokenVerifier(careless, keys, () -> NOW),
                TestIssuer.sign(header, claims().build(), new MACSigner(new byte[64])));
    }

    @Test
    void aTokenOfAnotherKeyUnderTheSameIdIsRefused() {
        refused(TestIssuer.withKey("k1").token(claims().build()));
    }

    @Test
    void aTokenOfAnUnknownKeyIsRefused() {
        refused(TestIssuer.withKey("k2").token(claims().build()));
    }

    @Test
    void aTokenThatNamesNoKeyIsRefused() {
        refused(ISSUER.token(claims().build(), header -> header.keyID(null)));
    }

    @Test
    void aKeyInTheTokenItselfCountsForNothing() {
        var attacker = TestIssuer.withKey("k1");

        refused(attacker.token(claims().build(), header -> header.jwk(attacker.key.toPublicJWK())));
        refused(attacker.token(
                claims().build(), header -> header.jwkURL(java.net.URI.create("http://127.0.0.1:1/keys"))));
    }

    @Test
    void anAlgorithmThatIsNotOnTheListIsRefusedHoweverGoodTheSignature() throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("k1").build();

        refused(TestIssuer.sign(header, claims().build(), new RSASSASigner(ISSUER.key)));
    }

    @Test
    void aHeaderThatMustBeUnderstoodAndIsNotIsRefused() {
        refused(ISSUER.token(
                claims().build(),
                header -> header.criticalParams(Set.of("exp2")).customParam("exp2", 1)));
    }

    @Test
    void aTokenOfAnotherKindIsRefused() {
        refused(ISSUER.token(claims().build(), header -> header.type(new JOSEObjectType("logout+jwt"))));
    }

    @Test
    void aChangedClaimBreaksTheSignature() {
        var parts = ISSUER.token(claims().build()).split("\\.");
        var forged = encoded(claims().subject("mallory").build().toString());

        refused(parts[0] + "." + forged + "." + parts[2]);
    }

    @Test
    void theIssuerMustBeOurs() {
        refused(ISSUER.token(claims().issuer("https://issuer.example/").build()));
        refused(ISSUER.token(claims().issuer(null).build()));
    }

    @Test
    void theAudienceMustBeOneOfOurs() {
        refused(ISSUER.token(claims().audience("another").build()));
        refused(ISSUER.token(claims().audience((String) null).build()));
        assertThat(verifier.verify(ISSUER.token(
                        claims().audience(List.of("another", "shop")).build())))
                .isCompleted();
    }

    @ParameterizedTest
    @CsvSource({"-31, TOKEN_EXPIRED", "-3600, TOKEN_EXPIRED", "-29, ''", "60, ''"})
    void aTokenExpiresButForTheClocksSkew(long seconds, String reason) {
        outcome(claims().expirationTime(Date.from(NOW.plusSeconds(seconds))).build(), reason);
    }

    @ParameterizedTest
    @CsvSource({"31, TOKEN_INVALID", "3600, TOKEN_INVALID", "29, ''", "-60, ''"})
    void aTokenIsNotGoodBeforeItsTimeButForTheClocksSkew(long seconds, String reason) {
        outcome(claims().notBeforeTime(Date.from(NOW.plusSeconds(seconds))).build(), reason);
    }

    @Test
    void aTokenThatNeverExpiresIsRefused() {
        refused(ISSUER.token(claims().expirationTime(null).build()));
    }

    @Test
    void aTokenWithoutAUsableSubjectIsRefused() {
        refused(ISSUER.token(claims().subject(null).build()));
        for (var subject : List.of("", " ", "a b", "a\nb", "ä", "x".repeat(256))) {
            refused(ISSUER.token(claims().subject(subject).build()));
        }
    }

    @Test
    void rolesThatAreNoListOfTextsAreRefused() {
        refused(ISSUER.token(claims().claim("roles", "admin").build()));
        refused(ISSUER.token(claims().claim("roles", List.of(1, 2)).build()));
        refused(ISSUER.token(claims().claim("roles", Map.of("admin", true)).build()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "...", "a.b.c", "e30.e30.e30", "null", "{}", "\u0000", "eyJhbGciOiJSUzI1NiJ9"})
    void garbageIsRefused(String token) {
        refused(token);
    }

    @Test
    void aHugeTokenIsRefusedUnread() {
        refused("e30." + "A".repeat(10_000_000) + ".AAAA");
        refused(ISSUER.token(claims().claim("padding", "x".repeat(9000)).build()));
    }

    @Test
    void aDeeplyNestedHeaderIsRefused() {
        refused(encoded("{\"a\":".repeat(1000) + "1" + "}".repeat(1000)) + ".e30.AAAA");
    }

    @Test
    void whatIsToldOfABadTokenHoldsNothingOfTheKeysNorOfTheToken() {
        var refusal = refused(TestIssuer.withKey("k1")
                .token(claims().subject("canary-subject").build()));

        assertThat(refusal.getMessage())
                .doesNotContain("canary", "k1", ISSUER.key.getModulus().toString());
        assertThat(refusal.getCause()).isNull();
    }

    @Test
    void whileNoKeyIsKnownNobodyIsRefusedForGood() {
        var empty = new KeySet(
                () -> CompletableFuture.failedFuture(new IllegalStateException("down")),
                false,
                Duration.ofSeconds(10),
                System::nanoTime);

        var failure =
                failure(new TokenVerifier(TestIssuer.settings(), empty, () -> NOW), ISSUER.token(claims().build()));

        assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(failure.reason()).isEqualTo("KEYS_UNAVAILABLE");
    }

    private void outcome(JWTClaimsSet claims, String reason) {
        if (reason.isEmpty()) {
            assertThat(verifier.verify(ISSUER.token(claims))).isCompleted();
        } else {
            var failure = failure(verifier, ISSUER.token(claims));
            assertThat(failure.code()).isEqualTo(Code.UNAUTHENTICATED);
            assertThat(failure.reason()).isEqualTo(reason);
        }
    }

    private ApiException refused(String token) {
        return refused(verifier, token);
    }

    private static ApiException refused(TokenVerifier verifier, String token) {
        var failure = failure(verifier, token);
        assertThat(failure.code()).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(failure.reason()).isEqualTo("TOKEN_INVALID");
        return failure;
    }

    private static ApiException failure(TokenVerifier verifier, String token) {
        var failed = catchThrowableOfType(
                CompletionException.class,
                () -> verifier.verify(token).toCompletableFuture().join());
        assertThat(failed).as("the token passed").isNotNull();
        return (ApiException) failed.getCause();
    }

    private static JWTClaimsSet.Builder claims() {
        return TestIssuer.claims("alice", "admin", "support").expirationTime(Date.from(NOW.plusSeconds(600)));
    }

    private static TokenVerifier verifier(String jwks) {
        return new TokenVerifier(TestIssuer.settings(), keys(jwks), () -> NOW);
    }

    private static KeySet keys(String jwks) {
        return new KeySet(
                () -> CompletableFuture.completedFuture(jwks), false, Duration.ofSeconds(10), System::nanoTime);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
