package shop.platform.grpc.connection;

import akka.NotUsed;
import akka.actor.ActorSystem;
import akka.http.impl.engine.http2.TelemetrySpi;
import akka.http.scaladsl.model.HttpRequest;
import akka.http.scaladsl.model.HttpResponse;
import akka.stream.scaladsl.BidiFlow;
import akka.stream.scaladsl.Flow;
import akka.stream.scaladsl.Tcp.IncomingConnection;
import akka.util.ByteString;
import java.util.Optional;
import shop.platform.tls.Tls;

/**
 * Puts the guard between Akka HTTP's server and its connections, for which the only place is the stable hook for
 * telemetry ({@code akka.http.http2-telemetry-class}). Servers without HTTP/2, such as management, do not pass here.
 */
public final class ConnectionGate implements TelemetrySpi {
    private final Connections connections;
    private final boolean encrypted;

    /** Akka HTTP finds this constructor by its parameter. */
    public ConnectionGate(ActorSystem system) {
        connections = Connections.of(system);
        encrypted = Tls.of(system).isPresent();
        connections.guard();
    }

    @Override
    public Flow<IncomingConnection, IncomingConnection, NotUsed> serverBinding() {
        return akka.stream.javadsl.Flow.of(IncomingConnection.class)
                .map(this::guarded)
                .asScala();
    }

    private IncomingConnection guarded(IncomingConnection incoming) {
        Optional<ProtocolGuard> guard =
                encrypted ? Optional.empty() : Optional.of(new ProtocolGuard(connections.settings(), System::nanoTime));
        akka.stream.javadsl.Flow<ByteString, ByteString, NotUsed> flow = akka.stream.javadsl.BidiFlow.fromGraph(
                        new GuardStage(connections, incoming.remoteAddress(), guard))
                .reversed()
                .join(incoming.flow().asJava());
        return new IncomingConnection(incoming.localAddress(), incoming.remoteAddress(), flow.asScala());
    }

    @Override
    public BidiFlow<HttpRequest, HttpRequest, HttpResponse, HttpResponse, NotUsed> client() {
        return BidiFlow.identity();
    }

    @Override
    public BidiFlow<HttpResponse, HttpResponse, HttpRequest, HttpRequest, NotUsed> serverConnection() {
        return BidiFlow.identity();
    }
}
