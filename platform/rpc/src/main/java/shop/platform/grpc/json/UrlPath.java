package shop.platform.grpc.json;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.RawRequestURI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The path of a request.
 *
 * @param segments between the slashes, still percent-encoded
 */
record UrlPath(List<String> segments) {

    /**
     * Returns the path of a request as its client wrote it, where that is known, which it is in HTTP/1.1: an encoded
     * colon is part of an id, and Akka HTTP's own path has it decoded.
     */
    static UrlPath of(HttpRequest request) {
        return of(request.getHeader(RawRequestURI.class)
                .map(RawRequestURI::uri)
                .filter(target -> target.startsWith("/"))
                .map(target -> target.split("[?#]", 2)[0])
                .orElseGet(() -> request.getUri().path()));
    }

    /** Splits an encoded path that begins with a slash. */
    static UrlPath of(String encoded) {
        String path = encoded.startsWith("/") ? encoded.substring(1) : encoded;
        return new UrlPath(Arrays.asList(path.split("/", -1)));
    }

    /** Returns the segments before a verb, when the path ends in it. */
    Optional<List<String>> withoutVerb(String verb) {
        int end = segments.size() - 1;
        String last = segments.get(end);
        String suffix = ":" + verb;
        if (!last.endsWith(suffix)) {
            return Optional.empty();
        }
        List<String> before = new ArrayList<>(segments);
        before.set(end, last.substring(0, last.length() - suffix.length()));
        return Optional.of(before);
    }

    /** Returns the text of one segment. */
    static String decode(String segment) {
        return PercentEncoding.decode(segment);
    }

    /** Returns the text of several segments, in which a slash within a segment stays encoded. */
    static String decodeMany(List<String> segments) {
        return segments.stream()
                .map(segment -> decode(segment).replace("/", "%2F"))
                .collect(Collectors.joining("/"));
    }
}
