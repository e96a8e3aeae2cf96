package shop.faults.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How nodes are configured beyond what they need: short time-outs, so that a round is short, and what faults need of them.
 *
 * @param withStandby whether the database has a synchronous standby
 * @param fakeTime the library that lets clocks be set; empty: clocks are right
 * @param agent a Java agent for each node; empty: none
 */
public record NodeSettings(boolean withStandby, Optional<Path> fakeTime, Optional<Path> agent) {
    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("SHOP_SBR_STABLE_AFTER", "3s"),
            Map.entry("SHOP_DRAIN_DELAY", "500ms"),
            Map.entry("SHOP_READINESS_PING_INTERVAL", "1s"),
            Map.entry("SHOP_READINESS_FAILURES", "3"),
            Map.entry("SHOP_OWNERSHIP_TIMEOUT", "40s"),
            Map.entry("SHOP_PROJECTION_RESTART_MAX_BACKOFF", "2s"),
            Map.entry("SHOP_ENTITY_RESTART_MAX_BACKOFF", "2s"),
            Map.entry("SHOP_ORDER_PROCESS_RETRY_INTERVAL", "3s"),
            Map.entry("SHOP_RESILIENCE_OPEN", "3s"),
            Map.entry("SHOP_RESILIENCE_MAX_OPEN", "3s"),
            Map.entry("SHOP_RATE_ANONYMOUS_PER_SECOND", "5000"),
            Map.entry("SHOP_RATE_ANONYMOUS_BURST", "5000"),
            Map.entry("SHOP_TELEMETRY_SAMPLING", "0.0"));

    /** The rest of what makes a takeover quick: no environment variable stands for it. */
    private static final List<String> QUICK = List.of(
            "-Dakka.cluster.failure-detector.acceptable-heartbeat-pause=3s",
            "-Dakka.cluster.shutdown-after-unsuccessful-join-seed-nodes=20s");

    Map<String, String> environment(Place place, Path folder) {
        var environment = new HashMap<>(SHORT);
        fakeTime.ifPresent(library -> {
            var file = clock(place, folder);
            write(file, "+0");
            environment.put("LD_PRELOAD", library.toString());
            environment.put("FAKETIME_TIMESTAMP_FILE", file.toString());
            environment.put("FAKETIME_CACHE_DURATION", "1");
            environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            environment.put("DONT_FAKE_MONOTONIC", "1");
            // With the fix of the library's, which is for another version of the C library, no thread of a JVM ever
            // waits.
            environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
            environment.put("FAKETIME_DISABLE_SHM", "1");
        });
        return environment;
    }

    List<String> jvmArguments(Place place, Path folder) {
        var arguments = new ArrayList<>(QUICK);
        agent.ifPresent(jar -> arguments.add("-javaagent:" + jar + "=" + folder.resolve("defects")));
        return arguments;
    }

    private static Path clock(Place place, Path folder) {
        return folder.resolve(place.hostName() + ".clock");
    }

    /** Sets a node's clock wrong by this many seconds; 0 sets it right. It takes a second to have an effect. */
    public static void setClock(Place place, Path folder, long seconds) {
        write(clock(place, folder), (seconds < 0 ? "" : "+") + seconds);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("file: " + file + " (expected: writable)", e);
        }
    }
}
