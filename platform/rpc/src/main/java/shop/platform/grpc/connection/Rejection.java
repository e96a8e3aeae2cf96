package shop.platform.grpc.connection;

import io.opentelemetry.api.common.Attributes;
import java.util.Locale;
import shop.platform.telemetry.Telemetry;

/** Why the guard ends a connection; the metric has the reasons in lower case. */
enum Rejection {
    /** HTTP/2: too many bytes or frames (CONTINUATION). */
    HEADER_BLOCK,
    /** HTTP/2: a frame that is too long or out of place. */
    FRAME,
    /** HTTP/2: too many frames in the interval that carry no part of a call. */
    IDLE_FRAMES,
    /** HTTP/2: too many in the interval. */
    WINDOW_UPDATES,
    /** HTTP/2: too many calls that the client cancelled. */
    CLIENT_RESETS,
    /** HTTP/2: too many streams that the client made the server reset. */
    SERVER_RESETS,
    /** HTTP/1.1: a request whose end two parsers could see differently. */
    AMBIGUOUS_REQUEST,
    /** TLS 1.2: a client that asks for renegotiation. */
    RENEGOTIATION,
    /** None of these: an idle connection, or a guest, was closed for a new one. */
    NO_ROOM;

    final Attributes attributes = Telemetry.attributes("reason", name().toLowerCase(Locale.ROOT));
}
