package shop.rollout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Two versions of a service in one cluster, of which callers find one. A switch changes what Consul offers, and nothing
 * else: both versions stay members, own shards, and serve calls that are on their way. Blocks; for one thread.
 */
public final class BlueGreen {
    private static final String SINCE = "standing by since ";

    private final Consul consul;
    private final String service;
    private final InstantSource clock;
    private final Consumer<String> out;

    /** @param out is told what happens, line by line */
    public BlueGreen(Consul consul, String service, InstantSource clock, Consumer<String> out) {
        this.consul = consul;
        this.service = service;
        this.clock = clock;
        this.out = out;
    }

    /** Says what there is. */
    public void status() {
        colours()
                .byVersion()
                .forEach((version, instances) -> instances.forEach(instance -> out.accept(
                        "%s  %s  %s  %s".formatted(version, instance.id(), instance.address(), state(instance)))));
    }

    private static String state(Instance instance) {
        var health = instance.healthy() ? "healthy" : "not healthy";
        return instance.maintenance()
                .map(reason -> health + ", " + reason)
                .orElse(health + ", live, weight " + instance.weight());
    }

    /**
     * Gives this version all traffic: first it is offered, then the others are not any more, so that callers find some
     * instance at every moment. Repeating it is harmless.
     *
     * @throws Refusal if not all of the version is healthy
     */
    public void switchTo(String version) {
        var colours = colours();
        colours.ready(version).forEach(consul::offer);
        var reason = SINCE + clock.instant() + ", traffic is with " + version;
        colours.allBut(version).stream()
                .filter(instance -> instance.maintenance().isEmpty())
                .forEach(instance -> consul.withhold(instance, reason));
        out.accept(service + ": all traffic to version " + version);
    }

    /**
     * Gives the version that stands by all traffic.
     *
     * @throws Refusal unless there is exactly one
     */
    public void switchBack() {
        switchTo(colours().standby());
    }

    /**
     * Whether this version may be ended: it has been standing by for at least {@code hold}.
     *
     * @return how long it is to be held yet; not positive: no longer
     * @throws Refusal if callers find it
     */
    public Duration remainingHold(String version, Duration hold) {
        var instances = colours().some(version);
        if (instances.stream().anyMatch(instance -> instance.maintenance().isEmpty())) {
            throw new Refusal("version: " + version + " (expected: standing by, but callers find it; switch first)");
        }
        return instances.stream()
                .map(instance -> since(instance.maintenance().orElseThrow()))
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .map(since -> Duration.between(clock.instant(), since.plus(hold)))
                .orElse(Duration.ZERO);
    }

    private static Optional<Instant> since(String reason) {
        if (!reason.startsWith(SINCE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(reason.substring(SINCE.length()).split(",", 2)[0]));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The ids that Consul knows of this version. */
    public List<String> instances(String version) {
        return colours().byVersion().getOrDefault(version, List.of()).stream()
                .map(Instance::id)
                .toList();
    }

    private Colours colours() {
        return Colours.of(service, consul.instances(service));
    }
}
