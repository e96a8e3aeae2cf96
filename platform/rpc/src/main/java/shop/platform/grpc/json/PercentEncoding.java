package shop.platform.grpc.json;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes parts of a URL strictly: two digits behind each percent sign, and UTF-8. */
final class PercentEncoding {

    private static final int HEX = 16;

    private PercentEncoding() {}

    /**
     * Returns the text that was encoded.
     *
     * @throws ValueException when it cannot have been encoded so
     */
    static String decode(String encoded) {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        var bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char character = encoded.charAt(i);
            if (character == '%') {
                bytes.write(HEX * digit(encoded, i + 1) + digit(encoded, i + 2));
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(character).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ValueException("percent-encoded bytes that are not UTF-8 (expected: UTF-8)");
        }
    }

    private static int digit(String encoded, int at) {
        int digit = at < encoded.length() && encoded.charAt(at) < 128 ? Character.digit(encoded.charAt(at), HEX) : -1;
        if (digit < 0) {
            throw new ValueException("a percent sign alone (expected: two hexadecimal digits after it)");
        }
        return digit;
    }
}
