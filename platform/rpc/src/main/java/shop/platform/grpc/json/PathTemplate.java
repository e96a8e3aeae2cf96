package shop.platform.grpc.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path template of {@code google.api.http}: literals, {@code *}, a last {@code **}, variables
 * {@code {field.path=pattern}} and a verb {@code :verb}. Immutable.
 */
final class PathTemplate implements Comparable<PathTemplate> {

    static final String ONE = "*";
    static final String MANY = "**";

    /** A variable takes the segments from one position up to, not including, another. */
    record Variable(String path, int from, int to) {}

    private final String text;
    private final List<String> pattern;
    private final List<Variable> variables;
    private final String verb;

    PathTemplate(String text, List<String> pattern, List<Variable> variables, String verb) {
        this.text = text;
        this.pattern = List.copyOf(pattern);
        this.variables = List.copyOf(variables);
        this.verb = verb;
    }

    /**
     * @throws IllegalArgumentException when the text is not a path template
     */
    static PathTemplate parse(String text) {
        return new PathTemplateParser(text).parse();
    }

    /** Returns the field paths of the variables, in the order of the template. */
    List<String> variables() {
        return variables.stream().map(Variable::path).toList();
    }

    /** Returns whether the template ends in a verb. */
    boolean hasVerb() {
        return !verb.isEmpty();
    }

    /** Returns the decoded values of the variables, when the path fits. */
    Optional<Map<String, String>> match(UrlPath path) {
        Optional<List<String>> segments = hasVerb() ? path.withoutVerb(verb) : Optional.of(path.segments());
        return segments.filter(this::fits).map(this::values);
    }

    private boolean fits(List<String> segments) {
        boolean open = !pattern.isEmpty() && pattern.get(pattern.size() - 1).equals(MANY);
        int fixed = open ? pattern.size() - 1 : pattern.size();
        if (open ? segments.size() < fixed : segments.size() != fixed) {
            return false;
        }
        for (int i = 0; i < fixed; i++) {
            String expected = pattern.get(i);
            String actual = segments.get(i);
            if (expected.equals(ONE) ? actual.isEmpty() : !expected.equals(UrlPath.decode(actual))) {
                return false;
            }
        }
        return true;
    }

    private Map<String, String> values(List<String> segments) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Variable variable : variables) {
            boolean toEnd = variable.to == pattern.size();
            List<String> taken = segments.subList(variable.from, toEnd ? segments.size() : variable.to);
            boolean single = variable.to - variable.from == 1
                    && !pattern.get(variable.from).equals(MANY);
            values.put(variable.path, single ? UrlPath.decode(taken.get(0)) : UrlPath.decodeMany(taken));
        }
        return values;
    }

    /** The more specific template first: with a verb before without, literal before wildcard, long before short. */
    @Override
    public int compareTo(PathTemplate other) {
        if (hasVerb() != other.hasVerb()) {
            return hasVerb() ? -1 : 1;
        }
        for (int i = 0; i < Math.min(pattern.size(), other.pattern.size()); i++) {
            int difference = Integer.compare(breadth(pattern.get(i)), breadth(other.pattern.get(i)));
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(other.pattern.size(), pattern.size());
    }

    private static int breadth(String segment) {
        return switch (segment) {
            case ONE -> 1;
            case MANY -> 2;
            default -> 0;
        };
    }

    /** Returns the template with its variables' names left out: equal for templates that fit the same paths. */
    String shape() {
        return "/" + String.join("/", pattern) + (hasVerb() ? ":" + verb : "");
    }

    @Override
    public String toString() {
        return text;
    }
}
