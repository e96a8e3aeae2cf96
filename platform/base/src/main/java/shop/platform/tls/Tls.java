package shop.platform.tls;

import akka.actor.AbstractExtensionId;
import akka.actor.ActorSystem;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * The credentials of an actor system, always those of the last good state of the files; new connections use them as soon
 * as they are there, and open ones go on. Everything in a process that speaks TLS under the node's name asks here for each
 * new connection. Thread-safe.
 */
public final class Tls implements Extension {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private static final AbstractExtensionId<Tls> ID = new AbstractExtensionId<>() {
        @Override
        public Tls createExtension(ExtendedActorSystem system) {
            return new Tls(system);
        }
    };

    private final ReloadedCredentials credentials;

    private Tls(ActorSystem system) {
        var settings = TlsSettings.of(system.settings().config());
        credentials = ReloadedCredentials.load(settings);
        var threads = system.dispatchers().lookup("akka.actor.default-blocking-io-dispatcher");
        var interval = settings.reloadInterval();
        system.scheduler().scheduleWithFixedDelay(Duration.ZERO, interval, credentials::reload, threads);
    }

    /**
     * That of the system; empty where {@code shop.tls.enabled} is off.
     *
     * @throws InvalidCredentials if the files cannot be used, at the first call only
     */
    public static Optional<Tls> of(ClassicActorSystemProvider provider) {
        var system = provider.classicSystem();
        return system.settings().config().getBoolean("shop.tls.enabled")
                ? Optional.of(ID.get(system))
                : Optional.empty();
    }

    /** Returns the last good state of the files. Ask anew for each connection. */
    public Credentials credentials() {
        return credentials.current();
    }

    /**
     * For a connection that a caller opens to this service: with a certificate or without, but never with a wrong one.
     */
    public SSLEngine serviceEngine() {
        var engine = server(credentials().context());
        engine.setWantClientAuth(true);
        return engine;
    }

    /** For a connection that another node of this service opens to this one. */
    public SSLEngine memberServerEngine() {
        var engine = server(credentials().memberContext());
        engine.setNeedClientAuth(true);
        return engine;
    }

    /**
     * For a connection to the management port, from another node of this service or from who reads the metrics, whom the port has
     * to tell apart.
     */
    public SSLEngine managementEngine() {
        var engine = server(credentials().managementContext());
        engine.setNeedClientAuth(true);
        return engine;
    }

    /**
     * For a connection that this node opens to another of its service. What the other shows must be the service's identity,
     * which says more than the name of a host: nodes come and go, and find each other by addresses that no certificate can
     * foresee.
     */
    public SSLEngine memberClientEngine(String host, int port) {
        var engine = credentials().memberContext().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }

    /** What is spoken: nothing older. */
    public static String[] protocols() {
        return PROTOCOLS.clone();
    }

    private static SSLEngine server(SSLContext context) {
        var engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }
}
