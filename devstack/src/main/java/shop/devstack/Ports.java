package shop.devstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of the loopback interface. Safe for use by several threads. */
public final class Ports {
    /** Below the range from which the kernel takes the ports of outgoing connections, which could be in the way later. */
    private static final int FIRST = 10_000;

    private static final int LAST = 30_000;

    /** JVMs that run at the same time have process ids close to each other, and so ports of different blocks. */
    private static final int BLOCKS = 16;

    private static final int BLOCK = (LAST - FIRST) / BLOCKS;

    /** After so many vain attempts within the block, any port will do. */
    private static final int ATTEMPTS = 500;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** A port that nobody listens on, never the same one twice in this JVM, and hardly one that another JVM was given just now. */
    public static int free() {
        var block = FIRST + (int) (ProcessHandle.current().pid() % BLOCKS) * BLOCK;
        for (var attempt = 0; ; attempt++) {
            var port = attempt < ATTEMPTS ? random(block, block + BLOCK) : random(FIRST, LAST);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
    }

    private static int random(int first, int end) {
        return ThreadLocalRandom.current().nextInt(first, end);
    }

    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
