package shop.devstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** The loopback ports of one agent; they stay the same when it starts again. */
record ConsulPorts(int http, int https, int server, int gossip) {
    static ConsulPorts allocate(ConsulOptions options) throws IOException {
        var free = free(4);
        return new ConsulPorts(options.port().orElse(free.get(0)), free.get(1), free.get(2), free.get(3));
    }

    private static List<Integer> free(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        try {
            // All are held until the last is found: no port is handed out twice.
            for (var i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}
