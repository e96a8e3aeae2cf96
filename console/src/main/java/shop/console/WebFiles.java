package shop.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The files of the page, from the class path. */
final class WebFiles {
    private static final String FOLDER = "/web";
    private static final Pattern PATH = Pattern.compile("(/[a-z0-9][a-z0-9-]*)+\\.([a-z]+)");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    record WebFile(String type, byte[] content) {}

    /** The file at this path of a URL; empty when there is none. */
    Optional<WebFile> at(String path) {
        var file = path.equals("/") ? "/index.html" : path;
        var matcher = PATH.matcher(file);
        if (!matcher.matches() || !TYPES.containsKey(matcher.group(2))) {
            return Optional.empty();
        }
        try (var content = WebFiles.class.getResourceAsStream(FOLDER + file)) {
            return content == null
                    ? Optional.empty()
                    : Optional.of(new WebFile(TYPES.get(matcher.group(2)), content.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
