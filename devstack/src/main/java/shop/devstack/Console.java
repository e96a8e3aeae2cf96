package shop.devstack;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a person sees of the launcher: aligned, quiet, in colour only on a terminal. While something is awaited there is
 * a sign of life, every second on a terminal and every ten elsewhere. Safe for use by several threads.
 */
final class Console implements Progress {
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colour;
    private final int nameWidth;
    private final Set<String> awaited = new TreeSet<>();
    private final long begun = System.nanoTime();

    /** @param nameWidth of the longest component's name */
    Console(PrintStream out, boolean terminal, boolean colour, int nameWidth) {
        this.out = out;
        this.terminal = terminal;
        this.colour = colour;
        this.nameWidth = nameWidth;
    }

    /** Says what is still awaited, as long as there is something. Ends with the JVM. */
    Console withSignsOfLife() {
        var thread = new Thread(this::signsOfLife, "signs-of-life");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void signsOfLife() {
        while (true) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(terminal ? 1 : 10));
            synchronized (this) {
                if (!awaited.isEmpty()) {
                    var line = "  waiting for %s … %d s".formatted(String.join(", ", awaited), seconds());
                    out.print(terminal ? CLEAR_LINE + faint(line) : line + System.lineSeparator());
                    out.flush();
                }
            }
        }
    }

    private long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    }

    synchronized void say(String line) {
        if (terminal && !awaited.isEmpty()) {
            out.print(CLEAR_LINE);
        }
        out.println(line);
    }

    void complain(String line) {
        say(paint("31", line));
    }

    @Override
    public synchronized void starting(Component component) {
        awaited.add(component.name());
    }

    @Override
    public synchronized void ready(Component component, Duration after) {
        say("  %s %s  %s".formatted(cell(component.name()), paint("32", "ready"), faint(tenths(after))));
        awaited.remove(component.name());
    }

    @Override
    public synchronized void stopping(Component component) {
        awaited.clear();
        say("  %s stopping".formatted(cell(component.name())));
    }

    /** No more signs of life: the wait has ended otherwise. */
    synchronized void calm() {
        if (terminal && !awaited.isEmpty()) {
            out.print(CLEAR_LINE);
        }
        awaited.clear();
    }

    /** One line a row: the name, padded, then what is to be said about it. */
    void table(Map<String, String> rows) {
        rows.forEach((name, text) -> say("  " + cell(name) + " " + text));
    }

    void commands(List<String> commands) {
        commands.forEach(command -> say("  " + paint("36", command)));
    }

    String bold(String text) {
        return paint("1", text);
    }

    String faint(String text) {
        return paint("2", text);
    }

    private String cell(String name) {
        return name + " ".repeat(Math.max(0, nameWidth - name.length()));
    }

    private String paint(String code, String text) {
        return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
    }

    static String tenths(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** The lines, set apart from what is said around them. */
    static List<String> quoted(List<String> lines) {
        var quoted = new ArrayList<String>();
        lines.forEach(line -> quoted.add("    | " + line));
        return quoted;
    }
}
