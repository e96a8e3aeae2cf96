package shop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import shop.devstack.ServiceEntry;

/** Platform and tools name no service, so that one more fits: what they have to know of services, services.properties tells them. */
class ServiceNamesTest {
    /** Modules whose subject is these very services. */
    private static final Set<String> OF_THE_SERVICES = Set.of("contract", "bench");

    /** What shows this very system to a person: the story, the first commands, and the console's map, lanes and forms. */
    private static final Set<String> OF_THE_SHOP = Set.of(
            "devstack/src/main/java/shop/devstack/Demo.java",
            "devstack/src/main/java/shop/devstack/Tour.java",
            "console/src/main/java/shop/console/Actions.java",
            "console/src/main/java/shop/console/Gathering.java",
            "console/src/main/resources/web/layout.js",
            "console/src/main/resources/web/map.js",
            "console/src/main/resources/web/orders.js",
            "console/src/main/resources/web/steps.js");

    @Test
    void platformAndToolsNameNoService() throws IOException {
        var naming = new TreeSet<String>();
        for (var file : files()) {
            if (name().matcher(text(file)).find()) {
                naming.add(Repository.path("").relativize(file).toString());
            }
        }

        assertThat(naming).as("files that name a service").containsExactlyInAnyOrderElementsOf(OF_THE_SHOP);
    }

    /** Of a service: its name, package, part of the contract, topics, and its entities as literals. */
    private static Pattern name() {
        return Pattern.compile(Repository.LIST.all().stream()
                .flatMap(ServiceNamesTest::names)
                .collect(Collectors.joining("|", "(?<![\\w.-])(?:", ")")));
    }

    private static Stream<String> names(ServiceEntry service) {
        var word = service.main().substring(0, service.main().lastIndexOf('.'));
        var contract =
                "shop.contract." + service.api().substring(0, service.api().lastIndexOf('.'));
        return Stream.of(
                        Stream.of(service.name(), word, contract, service.api())
                                .map(text -> Pattern.quote(text) + "\\b"),
                        service.topics().stream().map(Pattern::quote),
                        service.entities().stream().map(entity -> Pattern.quote('"' + entity + '"')))
                .flatMap(names -> names);
    }

    /** Production sources and resources of all modules but the services. */
    private static List<Path> files() throws IOException {
        var root = Repository.path("");
        try (var files = Files.walk(root)) {
            return files.filter(file -> root.relativize(file).toString().matches("[^.].*/src/main/(java|resources)/.+"))
                    .filter(file -> !root.relativize(file).toString().contains("target/"))
                    .filter(file -> !OF_THE_SERVICES.contains(module(root, file)))
                    .filter(file -> !Repository.SERVICES.contains(module(root, file)))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    private static String module(Path root, Path file) {
        return root.relativize(file).getName(0).toString();
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            return ""; // not a text
        }
    }
}
