package shop.platform.cluster;

import java.util.Arrays;
import java.util.List;

/** Where a peer's management listens. */
record ContactPoint(String host, int port) {
    private static final String EXPECTED = " (expected: host:port,host:port in shop.discovery.contact-points)";

    /** @throws InvalidConfiguration if {@code list} is not a list of {@code host:port} separated by commas */
    static List<ContactPoint> parse(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(point -> !point.isEmpty())
                .map(ContactPoint::parseOne)
                .toList();
    }

    private static ContactPoint parseOne(String point) {
        var colon = point.lastIndexOf(':');
        if (colon <= 0) {
            throw new InvalidConfiguration("contact point: " + point + EXPECTED);
        }
        try {
            var port = Integer.parseInt(point.substring(colon + 1));
            if (port < 1 || port > 65535) {
                throw new InvalidConfiguration("contact point: " + point + EXPECTED);
            }
            return new ContactPoint(point.substring(0, colon), port);
        } catch (NumberFormatException e) {
            throw new InvalidConfiguration("contact point: " + point + EXPECTED);
        }
    }
}
