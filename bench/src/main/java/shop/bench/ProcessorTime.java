package shop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The processor time that processes have used up to a moment, and what the whole machine has. */
record ProcessorTime(
        long at,
        Map<Long, Duration> driver,
        Map<Long, Duration> server,
        Map<Long, Duration> beside,
        Map<Long, Duration> postgres,
        Duration machine) {
    private static final Path STAT = Path.of("/proc/stat");
    /** /proc/stat counts in hundredths of a second on every Linux in use (USER_HZ). */
    private static final long MILLIS_PER_TICK = 10;

    /**
     * Processors in use on average.
     *
     * @param beside by what runs for the sake of the server: Kafka, and the other service
     * @param machine by everything, other people's processes included; NaN where /proc/stat is not there
     */
    record Cores(double driver, double server, double beside, double postgres, double machine) {
        double ours() {
            return driver + server + beside + postgres;
        }
    }

    /**
     * @param server the process under measurement, without its children; null when there is none but the database
     * @param beside other processes that run for its sake, without their children
     * @param postgres the database's first process; its children count too
     */
    static ProcessorTime now(ProcessHandle server, List<ProcessHandle> beside, ProcessHandle postgres) {
        return new ProcessorTime(
                System.nanoTime(),
                used(Stream.of(ProcessHandle.current())),
                used(Stream.ofNullable(server)),
                used(beside.stream()),
                used(Stream.concat(Stream.of(postgres), postgres.descendants())),
                busy());
    }

    Cores since(ProcessorTime before) {
        var nanos = (double) (at - before.at);
        return new Cores(
                more(before.driver, driver) / nanos,
                more(before.server, server) / nanos,
                more(before.beside, beside) / nanos,
                more(before.postgres, postgres) / nanos,
                machine.isZero() ? Double.NaN : machine.minus(before.machine).toNanos() / nanos);
    }

    private static Map<Long, Duration> used(Stream<ProcessHandle> processes) {
        Map<Long, Duration> used = new HashMap<>();
        processes.forEach(process ->
                used.put(process.pid(), process.info().totalCpuDuration().orElse(Duration.ZERO)));
        return used;
    }

    private static long more(Map<Long, Duration> before, Map<Long, Duration> after) {
        return after.entrySet().stream()
                .mapToLong(process -> process.getValue()
                        .minus(before.getOrDefault(process.getKey(), Duration.ZERO))
                        .toNanos())
                .filter(nanos -> nanos > 0)
                .sum();
    }

    private static Duration busy() {
        if (!Files.isReadable(STAT)) {
            return Duration.ZERO;
        }
        try (var lines = Files.lines(STAT)) {
            // cpu user nice system idle iowait irq softirq steal …
            var ticks = Arrays.stream(lines.findFirst().orElseThrow().trim().split("\\s+"))
                    .skip(1)
                    .mapToLong(Long::parseLong)
                    .toArray();
            return Duration.ofMillis((ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) * MILLIS_PER_TICK);
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }
}
