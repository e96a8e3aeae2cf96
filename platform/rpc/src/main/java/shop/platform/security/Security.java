package shop.platform.security;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.platform.grpc.CallContext;

/** Creates a node's callers from the settings under {@code shop.security}. */
public final class Security {

    private static final Logger log = LoggerFactory.getLogger(Security.class);

    private Security() {}

    /**
     * Returns the callers of this node, and starts to keep the issuer's keys up to date.
     *
     * @param peer the service at the other end of the connection, by its certificate; never by its headers
     */
    public static Callers callers(ActorSystem<?> system, Function<CallContext, Optional<String>> peer) {
        Config config = system.settings().config();
        boolean open = config.getString("shop.security.mode").equals("open");
        if (open) {
            log.warn("OPEN: callers without a token count as administrators. For development on this machine only;"
                    + " shop.security.mode = enforced asks for tokens.");
        }
        return Callers.of(
                verifier(system, TokenSettings.of(config)),
                peer,
                open,
                config.getDuration("shop.security.tokens.stream-check-interval"));
    }

    private static TokenVerifier verifier(ActorSystem<?> system, TokenSettings settings) {
        boolean development =
                system.settings().config().getString("shop.profile").equals("dev");
        KeySet keys =
                new KeySet(KeySource.of(settings, system), development, settings.minRefreshPause(), System::nanoTime);
        if (settings.jwksUrl().isPresent() || settings.jwksFile().isPresent()) {
            keys.refresh();
            system.scheduler()
                    .scheduleWithFixedDelay(
                            settings.refreshInterval(),
                            settings.refreshInterval(),
                            keys::refresh,
                            system.executionContext());
        }
        return new TokenVerifier(settings, keys, InstantSource.system());
    }
}
