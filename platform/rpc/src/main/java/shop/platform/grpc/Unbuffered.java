package shop.platform.grpc;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.headers.RawHeader;

/**
 * Tells proxies (nginx and similar ones) to forward a stream without buffering. Otherwise they hold answers back until
 * a buffer is full, with a quiet stream until its end.
 */
public final class Unbuffered {

    /** Belongs on every stream of answers that goes through proxies as plain HTTP. */
    public static final HttpHeader HEADER = RawHeader.create("x-accel-buffering", "no");

    private Unbuffered() {}
}
