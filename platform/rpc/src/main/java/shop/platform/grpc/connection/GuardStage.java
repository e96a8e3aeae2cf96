package shop.platform.grpc.connection;

import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.util.ByteString;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * Stands between a connection and the server: registers it, closes it when others need its place, and inspects its
 * bytes.
 */
final class GuardStage extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
    private final Inlet<ByteString> fromNetwork = Inlet.create("Guard.fromNetwork");
    private final Outlet<ByteString> toServer = Outlet.create("Guard.toServer");
    private final Inlet<ByteString> fromServer = Inlet.create("Guard.fromServer");
    private final Outlet<ByteString> toNetwork = Outlet.create("Guard.toNetwork");

    private final Connections connections;
    private final InetSocketAddress remote;
    private final Optional<ProtocolGuard> guard;

    /** @param guard empty if the bytes are encrypted; then {@link GuardedEngine} inspects them */
    GuardStage(Connections connections, InetSocketAddress remote, Optional<ProtocolGuard> guard) {
        this.connections = connections;
        this.remote = remote;
        this.guard = guard;
    }

    @Override
    public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
        return BidiShape.of(fromNetwork, toServer, fromServer, toNetwork);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private Connection connection;
        private ByteString held = ByteString.emptyByteString();
        private boolean refusing;

        private Logic() {
            super(GuardStage.this.shape());
            setHandler(fromNetwork, new AbstractInHandler() {
                @Override
                public void onPush() {
                    arrived(held.concat(grab(fromNetwork)));
                }

                @Override
                public void onUpstreamFinish() {
                    if (held.isEmpty()) {
                        complete(toServer);
                    } else {
                        emit(toServer, held, () -> complete(toServer));
                    }
                }
            });
            setHandler(toServer, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(fromNetwork);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(fromNetwork, cause);
                }
            });
            setHandler(fromServer, new AbstractInHandler() {
                @Override
                public void onPush() {
                    left(grab(fromServer));
                }

                @Override
                public void onUpstreamFinish() {
                    complete(toNetwork);
                }
            });
            setHandler(toNetwork, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(fromServer);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(fromServer, cause);
                }
            });
        }

        @Override
        public void preStart() {
            var end = createAsyncCallback(unused -> completeStage());
            connection = connections.open(remote, () -> end.invoke(null));
        }

        @Override
        public void postStop() {
            connections.closed(connection);
        }

        private void arrived(ByteString bytes) {
            held = ByteString.emptyByteString();
            if (guard.isEmpty()) {
                push(toServer, bytes);
                return;
            }
            var buffer = bytes.asByteBuffer();
            if (guard.get().needsMore(buffer)) {
                held = bytes;
                pull(fromNetwork);
                return;
            }
            try {
                int poisoned = guard.get().arriving(buffer, 0, buffer.limit());
                push(toServer, poisoned == WireGuard.ALL ? bytes : poisoned(bytes, poisoned));
            } catch (Violation e) {
                end(e);
            }
        }

        private void end(Violation violation) {
            connections.rejected(violation.reason);
            completeStage();
        }

        private ByteString poisoned(ByteString bytes, int from) {
            if (!refusing) {
                refusing = true;
                connections.rejected(Rejection.AMBIGUOUS_REQUEST);
            }
            var poison = new byte[bytes.size() - from];
            Arrays.fill(poison, WireGuard.POISON);
            return bytes.take(from).concat(ByteString.fromArrayUnsafe(poison));
        }

        private void left(ByteString bytes) {
            try {
                if (guard.isPresent()) {
                    guard.get().leaving(bytes.asByteBuffer(), 0, bytes.size());
                }
                push(toNetwork, bytes);
            } catch (Violation e) {
                end(e);
            }
        }
    }
}
