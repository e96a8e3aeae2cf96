package shop.platform.grpc.connection;

import io.opentelemetry.api.common.Attributes;
import java.util.Locale;
import shop.platform.telemetry.Telemetry;

/** Why the guard ends a connection; the metric has the reasons in lower case. */
enum Rejection {
    /** HTTP/2: too many bytes or frames (CONTINUATION). */
    HEADER_BLOCK,
    /** HTTP/2: one that is too long or out of place. */
    FRAME,
    /** HTTP/2: too many in the interval that carry nothing of a call. */
    IDLE_FRAMES,
    /** HTTP/2: too many in the interval. */
    WINDOW_UPDATES,
    /** HTTP/2: too many calls that the client took back. */
    CLIENT_RESETS,
    /** HTTP/2: too many streams that the client made the server reset. */
    SERVER_RESETS,
    /** HTTP/1.1: a request about whose end two parsers could differ. */
    AMBIGUOUS_REQUEST,
    /** TLS 1.2: a client that wants to agree once more. */
    RENEGOTIATION,
    /** None of these: an idle connection, or a guest, made room for another. */
    NO_ROOM;

    final Attributes attributes = Telemetry.attributes("reason", name().toLowerCase(Locale.ROOT));
}
