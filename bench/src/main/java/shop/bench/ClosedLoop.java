package shop.bench;

import io.grpc.Channel;
import java.util.List;

/** Keeps a fixed number of calls in flight: each answer starts the next call. Finds the most that the server gives. */
final class ClosedLoop<Q, R> extends Load<Q, R> {
    ClosedLoop(Operation<Q, R> operation, List<? extends Channel> channels, int inFlight) {
        super(operation, inFlight);
        for (var i = 0; i < inFlight; i++) {
            free().acquireUninterruptibly();
            new Slot(channels.get(i % channels.size())).next();
        }
    }

    private final class Slot extends Call {
        private Slot(Channel channel) {
            super(channel);
        }

        private void next() {
            if (closing()) {
                free().release();
                return;
            }
            start(System.nanoTime());
        }

        @Override
        void succeeded() {
            next();
        }

        /** On another thread: a call that is refused on the spot must not recurse. */
        @Override
        void failed() {
            afterFailure().execute(this::next);
        }
    }
}
