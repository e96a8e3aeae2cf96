package shop.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeySetTest {

    private static final TestIssuer OLD = TestIssuer.withKey("old");
    private static final TestIssuer NEW = TestIssuer.withKey("new");
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);
    private final List<CompletableFuture<String>> looks = new ArrayList<>();
    private final KeySet keys = new KeySet(this::look, false, PAUSE, time::get);

    @Test
    void aRotatedKeyIsFoundByOneLook() {
        known(OLD.jwks());
        time.addAndGet(PAUSE.toNanos());

        var found = keys.matching(header("new"));
        looks.get(1).complete(NEW.jwks());

        assertThat(ids(found)).containsExactly("new");
        assertThat(ids(keys.matching(header("old")))).isEmpty();
    }

    @Test
    void allWhoAskWhileALookIsUnderWayWaitForThatOne() {
        known(OLD.jwks());
        time.addAndGet(PAUSE.toNanos());

        var asked = List.of(keys.matching(header("new")), keys.matching(header("new")), keys.matching(header("x")));
        assertThat(looks).hasSize(2);
        looks.get(1).complete(NEW.jwks());

        assertThat(ids(asked.get(0))).containsExactly("new");
        assertThat(ids(asked.get(1))).containsExactly("new");
        assertThat(ids(asked.get(2))).isEmpty();
    }

    @Test
    void unknownKeysCauseNoMoreThanOneLookInAPause() {
        known(OLD.jwks());

        for (var i = 0; i < 1000; i++) {
            assertThat(ids(keys.matching(header("made-up-" + i)))).isEmpty();
        }
        assertThat(looks).hasSize(1);

        time.addAndGet(PAUSE.toNanos());
        for (var i = 0; i < 1000; i++) {
            keys.matching(header("made-up-" + i));
        }
        assertThat(looks).hasSize(2);
    }

    @Test
    void aKnownKeyNeedsNoLook() {
        known(OLD.jwks());
        time.addAndGet(PAUSE.toNanos() * 100);

        assertThat(ids(keys.matching(header("old")))).containsExactly("old");
        assertThat(looks).hasSize(1);
    }

    @Test
    void aLookThatFailsLeavesTheKeysOfTheLastGoodOne() {
        known(OLD.jwks());

        for (var bad : List.of(
                "", "{}", "{\"keys\":[]}", "<html>", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"old\"}]}")) {
            keys.refresh();
            looks.get(looks.size() - 1).complete(bad);
        }
        keys.refresh();
        looks.get(looks.size() - 1).completeExceptionally(new IllegalStateException("down"));

        assertThat(ids(keys.matching(header("old")))).containsExactly("old");
    }

    @Test
    void aSourceThatThrowsIsALookThatFails() {
        var broken = new KeySet(
                () -> {
                    throw new IllegalStateException("broken");
                },
                false,
                PAUSE,
                time::get);

        assertThat(broken.refresh()).isCompleted();
    }

    @Test
    void keysForDevelopmentAreNoneOutsideIt() {
        var development = TestIssuer.withKey("development-1");
        known(TestIssuer.jwks(development.key, OLD.key));

        assertThat(ids(keys.matching(header("old")))).containsExactly("old");
        assertThat(ids(keys.matching(header("development-1")))).isEmpty();

        var inDevelopment =
                new KeySet(() -> CompletableFuture.completedFuture(development.jwks()), true, PAUSE, time::get);
        assertThat(ids(inDevelopment.matching(header("development-1")))).containsExactly("development-1");
    }

    @Test
    void aKeyThatIsForEncryptionSignsNothing() {
        known(TestIssuer.jwks(new com.nimbusds.jose.jwk.RSAKey.Builder(OLD.key)
                .keyUse(com.nimbusds.jose.jwk.KeyUse.ENCRYPTION)
                .build()));

        assertThat(ids(keys.matching(header("old")))).isEmpty();
    }

    private void known(String jwks) {
        keys.refresh();
        looks.get(0).complete(jwks);
    }

    private CompletionStage<String> look() {
        var look = new CompletableFuture<String>();
        looks.add(look);
        return look;
    }

    private static JWSHeader header(String keyId) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build();
    }

    private static List<String> ids(CompletionStage<List<JWK>> found) {
        var future = found.toCompletableFuture();
        assertThat(future).isCompleted();
        return future.join().stream().map(JWK::getKeyID).toList();
    }
}
