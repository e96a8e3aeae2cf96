package shop.platform.tls;

import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.platform.tls.Credentials.Contents;

/** Looks after the files of {@code shop.tls}. A state that cannot be used is said once, and the last good one stays. */
final class ReloadedCredentials {
    private static final Logger log = LoggerFactory.getLogger(ReloadedCredentials.class);

    private enum Age {
        YOUNG,
        OLD,
        EXPIRED
    }

    private final TlsSettings files;
    private volatile Credentials current;
    private Contents contents;
    private String problem = "";
    private Age age = Age.YOUNG;

    private ReloadedCredentials(TlsSettings files, Contents contents) {
        this.files = files;
        this.contents = contents;
        current = Credentials.of(contents, files);
    }

    /** @throws InvalidCredentials if the files cannot be used */
    static ReloadedCredentials load(TlsSettings files) {
        return new ReloadedCredentials(files, Contents.read(files));
    }

    Credentials current() {
        return current;
    }

    /** Looks whether the files have changed. */
    synchronized void reload() {
        try {
            var found = Contents.read(files);
            if (!found.same(contents)) {
                current = Credentials.of(found, files);
                contents = found;
                age = Age.YOUNG;
                log.info("TLS: new connections use the new {}, valid until {}", files.certificate(), current.expiry());
            }
            problem = "";
        } catch (InvalidCredentials e) {
            complain(e);
        }
        grow(Instant.now());
    }

    private void complain(InvalidCredentials failure) {
        if (!failure.getMessage().equals(problem)) {
            problem = failure.getMessage();
            log.error("TLS: the changed files are invalid; the last valid ones stay in use: {}", problem);
        }
    }

    private void grow(Instant now) {
        var expiry = current.expiry();
        var grown = now.isAfter(expiry)
                ? Age.EXPIRED
                : now.isAfter(expiry.minus(files.expiryWarning())) ? Age.OLD : Age.YOUNG;
        if (grown == age) {
            return;
        }
        age = grown;
        switch (grown) {
            case OLD -> log.warn("TLS: {} will expire on {} (expected: a new one by now)", files.certificate(), expiry);
            case EXPIRED -> log.error("TLS: {} expired on {}: peers reject it", files.certificate(), expiry);
            case YOUNG -> {}
        }
    }
}
