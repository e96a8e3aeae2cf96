package shop.platform.grpc.json;

import java.util.ArrayList;
import java.util.List;

/** Reads the text of a path template, see {@link PathTemplate}. */
final class PathTemplateParser {

    private final String text;
    private final List<String> pattern = new ArrayList<>();
    private final List<PathTemplate.Variable> variables = new ArrayList<>();
    private int at;

    PathTemplateParser(String text) {
        this.text = text;
    }

    PathTemplate parse() {
        expect('/');
        segments(true);
        String verb = "";
        if (at < text.length() && text.charAt(at) == ':') {
            verb = text.substring(at + 1);
            at = text.length();
            if (verb.isEmpty() || verb.indexOf('/') >= 0) {
                throw malformed("a verb after the colon");
            }
        }
        if (at != text.length()) {
            throw malformed("a slash or the end at " + at);
        }
        int many = pattern.indexOf(PathTemplate.MANY);
        if (many >= 0 && many != pattern.size() - 1) {
            throw malformed("** as the last segment only");
        }
        return new PathTemplate(text, pattern, variables, verb);
    }

    private void segments(boolean variablesAllowed) {
        segment(variablesAllowed);
        while (at < text.length() && text.charAt(at) == '/') {
            at++;
            segment(variablesAllowed);
        }
    }

    private void segment(boolean variablesAllowed) {
        if (variablesAllowed && at < text.length() && text.charAt(at) == '{') {
            variable();
            return;
        }
        String segment = word("/:}");
        if (segment.isEmpty() || segment.indexOf('{') >= 0) {
            throw malformed("a segment at " + at);
        }
        pattern.add(segment);
    }

    private void variable() {
        expect('{');
        String path = word("=}");
        if (path.isEmpty()) {
            throw malformed("a field path at " + at);
        }
        int from = pattern.size();
        if (at < text.length() && text.charAt(at) == '=') {
            at++;
            segments(false);
        } else {
            pattern.add(PathTemplate.ONE);
        }
        expect('}');
        variables.add(new PathTemplate.Variable(path, from, pattern.size()));
    }

    private String word(String ends) {
        int from = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    private void expect(char c) {
        if (at >= text.length() || text.charAt(at) != c) {
            throw malformed(c + " at " + at);
        }
        at++;
    }

    private IllegalArgumentException malformed(String expected) {
        return new IllegalArgumentException("template: " + text + " (expected: " + expected + ")");
    }
}
