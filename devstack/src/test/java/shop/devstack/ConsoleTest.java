package shop.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Console console(boolean terminal, boolean colour) {
        return new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, colour, 10);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void tableRowsAreAlignedInTheirOrder() {
        var rows = new LinkedHashMap<String, String>();
        rows.put("zebra", "first");
        rows.put("ape", "second");

        console(false, false).table(rows);

        assertThat(written()).isEqualTo("""
                  zebra      first
                  ape        second
                """.indent(0));
    }

    @Test
    void withoutColourThereIsNoEscape() {
        var console = console(true, false);

        console.say(console.bold("bold") + console.faint("faint"));
        console.complain("wrong");
        console.commands(List.of("curl"));

        assertThat(written()).isEqualTo("boldfaint\nwrong\n  curl\n");
    }

    @Test
    void withColourAComplaintIsRed() {
        console(true, true).complain("wrong");

        assertThat(written()).isEqualTo("\033[31mwrong\033[0m\n");
    }

    @Test
    void aLineOverwritesTheSignOfLifeOnATerminalOnly() {
        var server = PostgresServer.in(Workspace.temporary(), 1);
        var console = console(true, false);

        console.starting(server);
        console.ready(server, Duration.ofMillis(1234));
        console.say("done");

        assertThat(written()).isEqualTo("\r\033[K  postgres   ready  1.2 s\ndone\n");
    }
}
