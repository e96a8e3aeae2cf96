package shop.acceptance.observability;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an expression in Prometheus' query language asks for, read word by word; that it is well-formed is for promtool to say.
 *
 * @param selectors each mention of a metric, with the labels that it is selected by
 * @param groupings the labels by which results are grouped or matched
 */
record PromQl(List<Selector> selectors, Set<String> groupings) {
    /** One mention of a metric. */
    record Selector(String metric, Set<String> labels) {}

    private static final Pattern WORD =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^]]*]|[A-Za-z_:][\\w:]*|\\d[\\w.]*|\\S");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset", "atan2");
    private static final Set<String> BEFORE_LABELS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

    static PromQl of(String expression) {
        var words =
                WORD.matcher(expression).results().map(found -> found.group()).toList();
        return new Reading(words).read();
    }

    /** Goes over the words once. */
    private static final class Reading {
        private final List<String> words;
        private final List<Selector> selectors = new ArrayList<>();
        private final Set<String> groupings = new HashSet<>();
        private int at;

        private Reading(List<String> words) {
            this.words = words;
        }

        private PromQl read() {
            while (at < words.size()) {
                var word = words.get(at++);
                if (BEFORE_LABELS.contains(word)) {
                    groupings.addAll(next("(") ? labels(")") : Set.of());
                } else if (isMetric(word)) {
                    selectors.add(new Selector(word, next("{") ? labels("}") : Set.of()));
                }
            }
            return new PromQl(selectors, groupings);
        }

        /** No operator, and no function, which its arguments or a grouping would follow. */
        private boolean isMetric(String word) {
            var isFunction = next("(") || next("by") || next("without");
            return isName(word) && !OPERATORS.contains(word) && !isFunction;
        }

        /** The names up to the closing bracket. */
        private Set<String> labels(String closing) {
            var labels = new HashSet<String>();
            while (!next(closing)) {
                var word = words.get(++at);
                if (isName(word)) {
                    labels.add(word);
                }
            }
            return labels;
        }

        private boolean next(String word) {
            return at < words.size() && words.get(at).equals(word);
        }

        private static boolean isName(String word) {
            return Character.isLetter(word.charAt(0)) || word.charAt(0) == '_';
        }
    }
}
