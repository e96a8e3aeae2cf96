package shop.faults.plant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Which defects are on, by the word of a file with a name a line. */
public final class Switches {
    /** No defect: workers of projections pause between reading a group of events and their transaction. */
    public static final String SLOW_WORKERS = "SLOW_WORKERS";

    private static final long PAUSE_MILLIS = 2_000;

    private static volatile Set<String> on = Set.of();

    private Switches() {}

    static void follow(Path file) {
        var follower = new Thread(() -> {
            while (true) {
                read(file);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        });
        follower.setDaemon(true);
        follower.start();
        read(file);
    }

    private static void read(Path file) {
        try {
            on = Files.exists(file) ? Set.copyOf(Files.readAllLines(file)) : Set.of();
        } catch (IOException e) {
            // Being written: the next look finds it.
        }
    }

    /** Called by planted code. */
    public static boolean isOn(String defect) {
        return on.contains(defect);
    }

    /** Called by planted code. */
    public static void pauseIfOn(String name) {
        if (isOn(name)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
        }
    }
}
