package shop.platform.grpc.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import shop.platform.grpc.ServedMethod;

/** All bindings of a server. Immutable. */
final class Routes {

    /** What is at a path. */
    sealed interface Match {

        /** A binding, with the values of its template's variables. */
        record Found(HttpBinding binding, Map<String, String> variables) implements Match {}

        /** Something, but not for this HTTP method. */
        record WrongMethod(Set<String> allowed) implements Match {}

        /** Nothing. */
        record Nothing() implements Match {}
    }

    private final List<HttpBinding> bindings;

    private Routes(List<HttpBinding> bindings) {
        this.bindings = bindings;
    }

    /**
     * Returns the routes of these methods.
     *
     * @throws IllegalArgumentException when two bindings would answer the same requests
     */
    static Routes of(List<ServedMethod> methods) {
        List<HttpBinding> bindings = methods.stream()
                .flatMap(method -> HttpBinding.of(method).stream())
                .sorted(Comparator.comparing(HttpBinding::template))
                .toList();
        Map<String, HttpBinding> seen = new HashMap<>();
        for (HttpBinding binding : bindings) {
            String request = binding.verb() + " " + binding.template().shape();
            HttpBinding other = seen.put(request, binding);
            if (other != null) {
                throw new IllegalArgumentException(request + " calls "
                        + other.method().method() + " and " + binding.method().method());
            }
        }
        return new Routes(bindings);
    }

    /** Finds the binding for a request; HEAD goes where GET goes. A path that fits a verb fits nothing else. */
    Match find(String httpMethod, UrlPath path) {
        String verb = httpMethod.equals("HEAD") ? "GET" : httpMethod;
        Set<String> allowed = new TreeSet<>();
        List<HttpBinding> fitting = new ArrayList<>();
        for (HttpBinding binding : bindings) {
            boolean shadowed = !fitting.isEmpty()
                    && fitting.get(0).template().hasVerb()
                    && !binding.template().hasVerb();
            if (shadowed) {
                break;
            }
            Optional<Map<String, String>> variables = binding.template().match(path);
            if (variables.isEmpty()) {
                continue;
            }
            if (binding.verb().equals(verb) || binding.verb().equals("*")) {
                return new Match.Found(binding, variables.get());
            }
            fitting.add(binding);
            allowed.add(binding.verb());
        }
        if (allowed.isEmpty()) {
            return new Match.Nothing();
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        return new Match.WrongMethod(allowed);
    }
}
