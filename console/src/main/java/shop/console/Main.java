package shop.console;

/** The program: serves the console on loopback until the process is told to end. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // Events are small and must not wait for more.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            var console = ConsoleServer.start(Settings.from(System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(console::close));
            System.out.println("Console: " + console.uri());
        } catch (RuntimeException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
