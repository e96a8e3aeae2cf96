package shop.platform.journal;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A way to a server on which a test can hold back what is sent, and break off connections so that only the client notices. */
final class SlowWire implements AutoCloseable {
    private final int target;
    private final ServerSocket listener;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final List<Socket> servers = new CopyOnWriteArrayList<>();
    private boolean held;

    SlowWire(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        run(this::accept);
    }

    /** A URL of the same database, by this way. */
    static SlowWire to(String url) throws IOException {
        return new SlowWire(URI.create(url.substring("jdbc:".length())).getPort());
    }

    String url(String direct) {
        return direct.replace(":" + target + "/", ":" + listener.getLocalPort() + "/");
    }

    /** Nothing that is sent from now on arrives before the end of the hold. */
    synchronized void hold() {
        held = true;
    }

    synchronized void release() {
        held = false;
        notifyAll();
    }

    /** Clients lose their connections; the server goes on with what it has been sent, and what is held back still arrives. */
    void breakOff() throws IOException {
        for (var client : clients) {
            client.close();
        }
        clients.clear();
    }

    private void accept() throws IOException {
        while (true) {
            var client = listener.accept();
            var server = new Socket(InetAddress.getLoopbackAddress(), target);
            clients.add(client);
            servers.add(server);
            run(() -> pass(client.getInputStream(), server, true));
            run(() -> pass(server.getInputStream(), client, false));
        }
    }

    private void pass(InputStream from, Socket to, boolean holdable) throws IOException {
        var buffer = new byte[8192];
        for (var read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            if (holdable) {
                awaitRelease();
            }
            to.getOutputStream().write(buffer, 0, read);
        }
    }

    private synchronized void awaitRelease() {
        while (held) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        release();
        listener.close();
        breakOff();
        for (var server : servers) {
            server.close();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
