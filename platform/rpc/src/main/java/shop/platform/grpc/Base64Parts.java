package shop.platform.grpc;

import java.util.Arrays;

/**
 * Decodes base64 that is one part or several, one after the other, each with its padding: so may a body of gRPC-Web text be
 * written, see PROTOCOL-WEB. The padding of the last part may be absent.
 */
final class Base64Parts {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final byte[] VALUES = new byte[128];
    private static final int QUANTUM = 4;

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            VALUES[ALPHABET.charAt(i)] = (byte) i;
        }
    }

    private final byte[] decoded;
    private int size;
    private int bits;
    private int digits;
    private int padding;

    private Base64Parts(int length) {
        this.decoded = new byte[length / QUANTUM * 3 + 3];
    }

    /**
     * Returns the bytes of a text.
     *
     * @throws IllegalArgumentException when it is no base64
     */
    static byte[] decode(byte[] text) {
        Base64Parts parts = new Base64Parts(text.length);
        for (byte character : text) {
            parts.add(character);
        }
        return parts.end();
    }

    private void add(byte character) {
        if (character == '=') {
            padding++;
            if (digits < 2) {
                throw malformed();
            }
        } else if (padding > 0 || character < 0 || VALUES[character] < 0) {
            throw malformed();
        } else {
            bits = bits << 6 | VALUES[character];
            digits++;
        }
        if (digits + padding == QUANTUM) {
            flush();
        }
    }

    private void flush() {
        int aligned = bits << 6 * (QUANTUM - digits);
        for (int i = 0; i < digits - 1; i++) {
            decoded[size++] = (byte) (aligned >> 16 - 8 * i);
        }
        bits = 0;
        digits = 0;
        padding = 0;
    }

    private byte[] end() {
        if (padding > 0 || digits == 1) {
            throw malformed();
        }
        if (digits > 0) {
            flush();
        }
        return Arrays.copyOf(decoded, size);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("text: no base64 (expected: parts of four characters, padded with =)");
    }
}
