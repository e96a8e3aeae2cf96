package shop.devstack;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The loopback ports of one agent; they stay the same when it starts again. */
record ConsulPorts(int http, int https, int server, int gossip) {
    /**
     * Below the ports that Linux gives to outgoing connections: a client that keeps trying while the agent is down must
     * not be given the agent's own port.
     */
    private static final int LOWEST = 27_000;

    private static final int HIGHEST = 32_000;

    static ConsulPorts allocate(ConsulOptions options) throws IOException {
        var free = free(4);
        return new ConsulPorts(options.port().orElse(free.get(0)), free.get(1), free.get(2), free.get(3));
    }

    private static List<Integer> free(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        try {
            // All are held until the last is found: no port is handed out twice.
            while (sockets.size() < count) {
                tryBind(ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST), sockets);
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    private static void tryBind(int port, List<ServerSocket> bound) throws IOException {
        try {
            bound.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (BindException e) {
            // taken: another will do
        }
    }
}
