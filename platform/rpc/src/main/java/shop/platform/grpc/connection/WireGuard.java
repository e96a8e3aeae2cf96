package shop.platform.grpc.connection;

import java.nio.ByteBuffer;

/**
 * Looks at the bytes of one connection before the server does, and after. One look may end anywhere within a message.
 * Not thread-safe, but the two directions may be looked at by different threads.
 */
interface WireGuard {
    /** All bytes may pass. */
    int ALL = -1;

    /**
     * Looks at bytes that have arrived.
     *
     * @param from index of the first byte
     * @param to index after the last byte
     * @return from which index on no byte may reach the server, which is to get {@link #POISON} instead and so refuses the message
     *     itself; {@link #ALL} otherwise
     * @throws Violation if the connection must end
     */
    int arriving(ByteBuffer bytes, int from, int to);

    /** Looks at bytes that are about to leave, in the same manner. */
    default void leaving(ByteBuffer bytes, int from, int to) {}

    /** Legal in no header, no chunk's size and no request line. */
    byte POISON = 1;
}
