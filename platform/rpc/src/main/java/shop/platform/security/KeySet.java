package shop.platform.security;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.grpc.Status.Code;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.contract.errors.ErrorReason;
import shop.platform.call.ApiException;

/**
 * The public keys of the issuer, as last fetched. A failed fetch changes nothing; an unknown key causes one fetch,
 * however many tokens name it. Never blocks; thread-safe.
 */
final class KeySet {

    private static final Logger log = LoggerFactory.getLogger(KeySet.class);

    /** Prefix of the development issuer's key ids. */
    private static final String DEVELOPMENT = "development-";

    private static final int MIN_RSA_BITS = 2048;

    private final Supplier<? extends CompletionStage<String>> source;
    private final boolean development;
    private final long minPause;
    private final LongSupplier nanoTime;

    private volatile JWKSet known = new JWKSet();
    private CompletableFuture<JWKSet> looking = CompletableFuture.completedFuture(known);
    private long lastLook;

    /**
     * Keys that are not known until the first {@link #refresh()}.
     *
     * @param source gives the text of a JWK set (RFC 7517)
     * @param development whether keys of the development issuer are accepted
     * @param minPause between fetches that {@link #matching} causes
     * @param nanoTime monotonic, e.g. {@code System::nanoTime}
     */
    KeySet(
            Supplier<? extends CompletionStage<String>> source,
            boolean development,
            Duration minPause,
            LongSupplier nanoTime) {
        this.source = source;
        this.development = development;
        this.minPause = minPause.toNanos();
        this.nanoTime = nanoTime;
        this.lastLook = nanoTime.getAsLong() - this.minPause;
    }

    /** Returns the keys that may have signed a token with this header; fails with UNAVAILABLE while no key is known. */
    CompletionStage<List<JWK>> matching(JWSHeader header) {
        List<JWK> found = matching(header, known);
        if (!found.isEmpty()) {
            return CompletableFuture.completedFuture(found);
        }
        return refreshUnlessRecent().thenApply(keys -> {
            if (keys.isEmpty()) {
                throw ApiException.builder(
                                Code.UNAVAILABLE,
                                ErrorReason.KEYS_UNAVAILABLE,
                                "The keys of the issuer are not known yet.")
                        .build();
            }
            return matching(header, keys);
        });
    }

    /** Fetches the keys now, unless a fetch is in progress; returns the keys known afterwards. Does not fail. */
    synchronized CompletionStage<JWKSet> refresh() {
        if (looking.isDone()) {
            lastLook = nanoTime.getAsLong();
            looking = look();
        }
        return looking;
    }

    private synchronized CompletionStage<JWKSet> refreshUnlessRecent() {
        return looking.isDone() && nanoTime.getAsLong() - lastLook < minPause ? looking : refresh();
    }

    private CompletableFuture<JWKSet> look() {
        // The stage comes first, so that an exception of the source also fails the fetch.
        return CompletableFuture.completedFuture(source)
                .thenCompose(Supplier::get)
                .thenApply(this::parse)
                .handle((keys, failure) -> {
                    if (failure == null) {
                        known = keys;
                    } else {
                        log.warn(
                                "The issuer's keys could not be fetched; {} known keys stay in use: {}",
                                known.size(),
                                reason(failure));
                    }
                    return known;
                });
    }

    private static String reason(Throwable failure) {
        Throwable reason = failure instanceof CompletionException ? failure.getCause() : failure;
        return reason.toString();
    }

    private JWKSet parse(String text) {
        try {
            List<JWK> usable = JWKSet.parse(text).toPublicJWKSet().getKeys().stream()
                    .filter(this::isUsable)
                    .toList();
            if (usable.isEmpty()) {
                throw new IllegalArgumentException("keys: none that can be used (expected: public RSA or EC keys)");
            }
            return new JWKSet(usable);
        } catch (ParseException e) {
            throw new IllegalArgumentException("keys: malformed (expected: a JWK set)", e);
        }
    }

    private boolean isUsable(JWK key) {
        if (key.getKeyID() == null || !(key instanceof AsymmetricJWK)) {
            return false;
        }
        if (!development && key.getKeyID().startsWith(DEVELOPMENT)) {
            log.warn("Key {} is for development only and is rejected here", key.getKeyID());
            return false;
        }
        return !(key instanceof RSAKey rsa) || rsa.size() >= MIN_RSA_BITS;
    }

    private static List<JWK> matching(JWSHeader header, JWKSet keys) {
        return new JWKSelector(JWKMatcher.forJWSHeader(header)).select(keys);
    }
}
