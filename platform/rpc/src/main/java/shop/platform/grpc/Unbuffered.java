package shop.platform.grpc;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.headers.RawHeader;

/**
 * Tells proxies (nginx and those that follow it) to pass a stream on as it comes. Otherwise they hold answers back until a
 * buffer is full, which with a quiet stream is its end.
 */
public final class Unbuffered {

    /** Belongs on every stream of answers that goes through proxies as plain HTTP. */
    public static final HttpHeader HEADER = RawHeader.create("x-accel-buffering", "no");

    private Unbuffered() {}
}
