package shop.platform.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An address in {@code shop.discovery}, for the method {@code config}. */
record Endpoint(String host, int port) {

    /** @throws InvalidConfiguration if {@code list} is not a list of {@code host:port} separated by commas */
    static List<Endpoint> parse(String list) {
        return parts(list, ",").map(Endpoint::parseOne).toList();
    }

    /** @throws InvalidConfiguration if {@code list} is not {@code service=host:port,host:port;service=…} */
    static Map<String, List<Endpoint>> parseServices(String list) {
        return parts(list, ";")
                .map(Endpoint::service)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Stream<String> parts(String list, String separator) {
        return Arrays.stream(list.split(separator)).map(String::strip).filter(part -> !part.isEmpty());
    }

    private static Map.Entry<String, List<Endpoint>> service(String part) {
        var equals = part.indexOf('=');
        if (equals <= 0) {
            throw new InvalidConfiguration(
                    "service: " + part + " (expected: service=host:port,host:port;… in shop.discovery.services)");
        }
        return Map.entry(part.substring(0, equals).strip(), parse(part.substring(equals + 1)));
    }

    private static Endpoint parseOne(String endpoint) {
        var colon = endpoint.lastIndexOf(':');
        if (colon <= 0) {
            throw invalid(endpoint);
        }
        try {
            var port = Integer.parseInt(endpoint.substring(colon + 1));
            if (port < 1 || port > 65535) {
                throw invalid(endpoint);
            }
            return new Endpoint(endpoint.substring(0, colon), port);
        } catch (NumberFormatException e) {
            throw invalid(endpoint);
        }
    }

    private static InvalidConfiguration invalid(String endpoint) {
        return new InvalidConfiguration("endpoint: " + endpoint
                + " (expected: host:port in shop.discovery.contact-points or shop.discovery.services)");
    }
}
