package shop.platform.grpc.connection;

import java.nio.ByteBuffer;

/**
 * Inspects the bytes of one connection, before the server reads them and after it writes them. An inspection may end
 * anywhere within a message. Not thread-safe, but different threads may inspect the two directions.
 */
interface WireGuard {
    /** All bytes may pass. */
    int ALL = -1;

    /**
     * Inspects bytes that have arrived.
     *
     * @param from index of the first byte
     * @param to index after the last byte
     * @return the index from which on no byte may reach the server, which gets {@link #POISON} instead and so rejects
     * the message itself; {@link #ALL} otherwise
     * @throws Violation if the connection must end
     */
    int arriving(ByteBuffer bytes, int from, int to);

    /** Inspects bytes that are about to leave, in the same manner. */
    default void leaving(ByteBuffer bytes, int from, int to) {}

    /** Legal in no header, no chunk's size and no request line. */
    byte POISON = 1;
}
