package shop.platform.grpc.connection;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Rejects requests of HTTP/1.1 whose end a proxy and this server could see differently (request smuggling): RFC 9112,
 * sections 2.2, 3, 5.1, 5.2, 6.1, 6.3 and 7.1. Akka HTTP's parser ignores a Transfer-Encoding that it cannot parse,
 * accepts white space within the size of a chunk and lines without CR, and lets a header that ends in the middle of a
 * character swallow the next line.
 */
final class Http1Guard implements WireGuard {
    /** The longest name and value of which the guard must know the text. */
    private static final int TEXT = 64;

    private static final int MAX_SIZE_DIGITS = 8;
    private static final int MAX_LENGTH_DIGITS = 15;

    private enum At {
        START,
        REQUEST_LINE,
        LINE,
        NAME,
        VALUE,
        SIZE,
        AFTER_SIZE,
        EXTENSION,
        BODY,
        CHUNK,
        CHUNK_CR,
        POISONED
    }

    private final StringBuilder name = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private At at = At.START;
    private boolean cr;
    private boolean trailer;
    private boolean upgrade;
    private boolean chunked;
    private boolean http11;
    private long length = -1;
    private long remaining;
    /** Missing bytes of the current character. */
    private int unfinished;

    /** Whether a request has asked for another protocol, which may follow now. */
    boolean mayHaveUpgraded() {
        return upgrade && at == At.START;
    }

    @Override
    public int arriving(ByteBuffer bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (at == At.POISONED) {
                return i;
            }
            if (at == At.BODY || at == At.CHUNK) {
                i += skip(to - i);
            } else if (isLegal(bytes.get(i) & 0xff)) {
                i++;
            } else {
                at = At.POISONED;
            }
        }
        return ALL;
    }

    private int skip(int available) {
        int skipped = (int) Math.min(available, remaining);
        remaining -= skipped;
        if (remaining == 0) {
            if (at == At.BODY) {
                begin();
            } else {
                at = At.CHUNK_CR;
            }
        }
        return skipped;
    }

    private void begin() {
        at = At.START;
        chunked = false;
        trailer = false;
        length = -1;
        text.setLength(0);
    }

    private boolean isLegal(int c) {
        if (cr) {
            cr = false;
            return c == '\n' && endLine();
        }
        if (c == '\r') {
            cr = at != At.NAME && unfinished == 0 && mayEnd();
            return cr;
        }
        if (c == '\n') {
            return refuse();
        }
        return switch (at) {
            case START -> requestLine(c);
            case REQUEST_LINE -> append(text, c);
            case LINE -> c != ' ' && c != '\t' && c != ':' && nameBegins(c);
            case NAME -> name(c);
            case VALUE -> value(c);
            case SIZE -> size(c);
            case AFTER_SIZE -> afterSize(c);
            case EXTENSION -> c >= ' ' || c == '\t' || refuse();
            default -> false;
        };
    }

    /** Within a chunk's extension the server would treat poison as part of it. */
    private boolean refuse() {
        if (at == At.EXTENSION) {
            throw new Violation(Rejection.AMBIGUOUS_REQUEST, "chunk extension: a control character");
        }
        return false;
    }

    private boolean requestLine(int c) {
        at = At.REQUEST_LINE;
        upgrade = false;
        text.setLength(0);
        return append(text, c);
    }

    private boolean nameBegins(int c) {
        at = At.NAME;
        name.setLength(0);
        return append(name, c);
    }

    private boolean name(int c) {
        if (c == ':') {
            at = At.VALUE;
            text.setLength(0);
            unfinished = 0;
            return true;
        }
        return c != ' ' && c != '\t' && append(name, c);
    }

    /** Akka HTTP reads as many bytes as the first of a character says, whatever they are. */
    private boolean value(int c) {
        if (unfinished > 0) {
            unfinished--;
        } else if (c >= 0xc0) {
            unfinished = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
        }
        return append(text, c);
    }

    private boolean size(int c) {
        if (Character.digit(c, 16) >= 0 && c < 0x80) {
            text.append((char) c);
            return text.length() <= MAX_SIZE_DIGITS;
        }
        return text.length() > 0 && afterSize(c);
    }

    private boolean afterSize(int c) {
        at = c == ';' ? At.EXTENSION : At.AFTER_SIZE;
        return c == ';' || c == ' ' || c == '\t';
    }

    /**
     * Only the end of too long text is kept: a request line ends with its version, and no relevant value is so long.
     */
    private static boolean append(StringBuilder text, int c) {
        if (text.length() == 2 * TEXT) {
            text.delete(0, TEXT);
        }
        text.append((char) c);
        return true;
    }

    /** Returns whether a line may end here; a header is judged before its end has reached the server. */
    private boolean mayEnd() {
        return switch (at) {
            case START, REQUEST_LINE, LINE, EXTENSION, CHUNK_CR -> true;
            case VALUE -> header();
            case SIZE -> text.length() > 0;
            case AFTER_SIZE -> false;
            default -> false;
        };
    }

    private boolean header() {
        String value = text.toString().strip();
        return switch (name.toString().toLowerCase(Locale.ROOT)) {
            case "transfer-encoding" -> {
                boolean good = !trailer && http11 && !chunked && length < 0 && value.equalsIgnoreCase("chunked");
                chunked = true;
                yield good;
            }
            case "content-length" -> !trailer && !chunked && length < 0 && length(value);
            case "host" -> !trailer;
            case "upgrade" -> {
                upgrade = true;
                yield !trailer;
            }
            default -> true;
        };
    }

    private boolean length(String value) {
        if (value.isEmpty()
                || value.length() > MAX_LENGTH_DIGITS
                || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        length = Long.parseLong(value);
        return true;
    }

    private boolean endLine() {
        switch (at) {
            case START -> {} // an empty line before a request
            case REQUEST_LINE -> {
                http11 = text.toString().endsWith(" HTTP/1.1");
                at = At.LINE;
            }
            case VALUE -> at = At.LINE;
            case LINE -> endHead();
            case SIZE, EXTENSION -> chunk();
            case CHUNK_CR -> size();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void endHead() {
        if (trailer) {
            begin();
        } else if (chunked) {
            size();
        } else if (length > 0) {
            remaining = length;
            at = At.BODY;
        } else {
            begin();
        }
    }

    private void size() {
        at = At.SIZE;
        text.setLength(0);
    }

    private void chunk() {
        remaining = Long.parseLong(text.toString(), 16);
        trailer = remaining == 0;
        at = trailer ? At.LINE : At.CHUNK;
    }
}
