package shop.faults.system;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Ports of hosts. */
final class Ports {
    private Ports() {}

    static boolean accepts(String address, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
