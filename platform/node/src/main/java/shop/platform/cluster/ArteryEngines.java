package shop.platform.cluster;

import akka.actor.ActorSystem;
import akka.remote.artery.tcp.SSLEngineProvider;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import scala.Option;
import shop.platform.tls.Tls;

/** Artery over TLS, among nodes of one service only. Akka makes it, by the name in {@code akka.remote.artery.ssl}. */
public final class ArteryEngines implements SSLEngineProvider {
    private final Tls tls;

    /** @throws IllegalArgumentException where {@code shop.tls.enabled} is off */
    public ArteryEngines(ActorSystem system) {
        tls = Tls.of(system).orElseThrow(() -> new IllegalArgumentException("shop.tls.enabled: off (expected: on)"));
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        return tls.memberServerEngine();
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        return tls.memberClientEngine(hostname, port);
    }

    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return Option.empty(); // the handshake has verified all there is
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        return Option.empty();
    }
}
