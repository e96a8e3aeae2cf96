package shop.devstack;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Makes bearer tokens for trying things out: with a key pair that is made once and kept in a folder, and by whose name
 * nodes outside the dev profile refuse it. Anybody who can read the folder can be anybody.
 */
public final class DevelopmentIssuer {
    /** What the tokens say of where they come from. */
    public static final String ISSUER = "shop-development";
    /** What the tokens are for. */
    public static final String AUDIENCE = "shop";

    /** Where a stack keeps it, in its workspace. */
    static final String FOLDER = "development-issuer";

    private static final String KEY_PREFIX = "development-";
    private static final int KEY_BITS = 2048;

    private final RSAKey key;
    private final Path jwks;

    private DevelopmentIssuer(RSAKey key, Path jwks) {
        this.key = key;
        this.jwks = jwks;
    }

    /** The issuer whose key is in this folder, made now when there is none. Processes may do so at once. */
    public static DevelopmentIssuer in(Path folder) {
        try {
            Files.createDirectories(folder);
            var kept = folder.resolve("issuer-key.json");
            if (!Files.exists(kept)) {
                create(kept, generate().toJSONString());
            }
            var key = RSAKey.parse(Files.readString(kept));
            var jwks = folder.resolve("jwks.json");
            replace(jwks, new JWKSet(key.toPublicJWK()).toString());
            return new DevelopmentIssuer(key, jwks.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException("folder: " + folder + " (expected: writable by this user)", e);
        } catch (ParseException e) {
            throw new IllegalStateException(
                    "folder: " + folder + " (expected: a key in it; delete it for a new one)", e);
        }
    }

    /** The file with the public key, for services that are to accept the tokens. */
    public Path jwks() {
        return jwks;
    }

    /** What makes a service in the dev profile accept the tokens. */
    public Map<String, String> environment() {
        return Map.of("SHOP_JWKS_FILE", jwks.toString(), "SHOP_JWT_ISSUER", ISSUER, "SHOP_JWT_AUDIENCE", AUDIENCE);
    }

    /**
     * A token.
     *
     * @param subject for a user of the shop, the user's id
     * @param lifetime from now on
     */
    public String token(String subject, Collection<String> roles, Duration lifetime) {
        var now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(subject)
                .claim("roles", List.copyOf(roles))
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .build();
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
        try {
            var token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey generate() {
        try {
            return new RSAKeyGenerator(KEY_BITS)
                    .keyID(KEY_PREFIX + UUID.randomUUID())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whole or not at all, and only the first: a link to a file that is there already fails. */
    private static void create(Path file, String text) throws IOException {
        var draft = draft(file, text);
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster; its key counts.
        } finally {
            Files.delete(draft);
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Files.move(draft(file, text), file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path draft(Path file, String text) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(
                Files.createTempFile(
                        file.toAbsolutePath().getParent(), file.getFileName().toString(), ".new", ownerOnly),
                text);
    }
}
