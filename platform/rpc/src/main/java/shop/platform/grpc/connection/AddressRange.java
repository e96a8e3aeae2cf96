package shop.platform.grpc.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that begin with the same bits.
 *
 * @param begin an address of the range
 * @param bits how many of its bits count
 */
record AddressRange(InetAddress begin, int bits) {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    /** Anything else would be looked up as a name. */
    private static final Pattern LITERAL =
            Pattern.compile("(" + BYTE + "\\.){3}" + BYTE + "|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    private static final Pattern BITS = Pattern.compile("\\d{1,3}");

    /**
     * Reads an address, or one with the number of its bits that count ({@code 10.0.0.0/8}).
     *
     * @throws IllegalArgumentException if it is neither
     */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String bits = text.substring(slash + 1);
        Optional<InetAddress> begin = address(slash < 0 ? text : text.substring(0, slash));
        if (begin.isEmpty() || slash >= 0 && !BITS.matcher(bits).matches()) {
            throw invalid(text);
        }
        int most = begin.get().getAddress().length * Byte.SIZE;
        int counting = slash < 0 ? most : Integer.parseInt(bits);
        if (counting < 1 || counting > most) {
            throw invalid(text);
        }
        return new AddressRange(begin.get(), counting);
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(
                "address: " + text + " (expected: an address or a range such as 10.1.0.0/16, not all addresses)");
    }

    /** Returns the address that a text is; empty if it is none. Looks nothing up. */
    static Optional<InetAddress> address(String text) {
        if (!LITERAL.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty(); // no address of IPv6 in spite of its colons
        }
    }

    boolean contains(InetAddress address) {
        byte[] expected = begin.getAddress();
        byte[] actual = address.getAddress();
        if (actual.length != expected.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> i % Byte.SIZE;
            if (((expected[i / Byte.SIZE] ^ actual[i / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
