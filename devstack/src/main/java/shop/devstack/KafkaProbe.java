package shop.devstack;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.SocketFactory;

/**
 * One request of Kafka's protocol, so that the launcher needs no client: Metadata, version 1, about no topic
 * (https://kafka.apache.org/protocol). Its answer begins with the brokers that are registered and take requests.
 */
final class KafkaProbe {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int METADATA = 3;
    private static final int VERSION = 1;
    private static final int CORRELATION_ID = 1;
    /** Key, version and correlation id, the absent client id, the empty list of topics. */
    private static final int REQUEST_SIZE = 2 + 2 + 4 + 2 + 4;

    private KafkaProbe() {}

    /** @param sockets that speak as the broker's listener does */
    static boolean knowsABroker(SocketFactory sockets, int port) {
        try (var socket = sockets.createSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            var request = new DataOutputStream(socket.getOutputStream());
            request.writeInt(REQUEST_SIZE);
            request.writeShort(METADATA);
            request.writeShort(VERSION);
            request.writeInt(CORRELATION_ID);
            request.writeShort(-1);
            request.writeInt(0);
            request.flush();

            var answer = new DataInputStream(socket.getInputStream());
            answer.readInt();
            return answer.readInt() == CORRELATION_ID && answer.readInt() > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
