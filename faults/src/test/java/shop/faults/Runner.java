package shop.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import shop.faults.host.Network;
import shop.faults.system.Place;

/** Makes the network and runs the suite in it. */
final class Runner {
    private Runner() {}

    /**
     * Returns the exit code: 0 when nothing was found.
     *
     * @param folder for data and logs; absent or empty
     * @param what see {@link Suite}
     * @param lines takes what the suite prints
     */
    static int run(
            Path folder,
            boolean withStandby,
            long seed,
            Duration longestFault,
            List<String> what,
            Consumer<String> lines) {
        try (var network = Network.create()) {
            // An interrupted build leaves nothing behind either; only one that is killed does, until the next run.
            Runtime.getRuntime().addShutdownHook(new Thread(network::close));
            Files.createDirectories(folder);
            Place.makeAll(network);
            var java = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx768m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Suite.class.getName(),
                    network.prefix(),
                    folder.toString(),
                    Boolean.toString(withStandby),
                    Long.toString(seed),
                    Long.toString(longestFault.toSeconds())));
            java.addAll(what);
            var process = new ProcessBuilder(Place.CLIENT.in(network).command(java))
                    .redirectErrorStream(true)
                    .start();
            try (var output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                output.lines().forEach(lines);
            }
            return process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("the suite did not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the suite was interrupted", e);
        }
    }

    /** For trying: folder, whether with a standby, seed, seconds of the longest fault, and what to run. */
    public static void main(String[] arguments) {
        System.exit(run(
                Path.of(arguments[0]),
                Boolean.parseBoolean(arguments[1]),
                Long.parseLong(arguments[2]),
                Duration.ofSeconds(Long.parseLong(arguments[3])),
                List.of(arguments).subList(4, arguments.length),
                System.out::println));
    }
}
