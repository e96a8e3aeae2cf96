package shop.rollout;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Leads a new version of a service through its first calls: it starts standing by, is given a share of the calls by weights
 * at Consul, and is judged against the stable version at each step. What was good at the last step has an even share
 * afterwards; what is bad has none at once. Blocks; for one thread.
 */
final class Canary {
    private static final Duration START = Duration.ofMinutes(5);

    private final Consul consul;
    private final String service;
    private final String version;
    private final Measurements measurements;
    private final CanaryPlan plan;
    private final Consumer<String> out;
    private String lastSaid = "";

    Canary(
            Consul consul,
            String service,
            String version,
            Measurements measurements,
            CanaryPlan plan,
            Consumer<String> out) {
        this.consul = consul;
        this.service = service;
        this.version = version;
        this.measurements = measurements;
        this.plan = plan;
        this.out = out;
    }

    /**
     * Leads it to the end.
     *
     * @return GOOD: it has an even share; BAD: it has no share any more; UNDECIDED: it keeps the share of the step at which
     *     nothing could be told in time, and a person has to decide
     */
    Verdict lead() {
        awaitStart();
        try {
            return leadStarted();
        } catch (Refusal e) {
            say(e.getMessage());
            rollBack();
            return Verdict.BAD;
        }
    }

    private Verdict leadStarted() {
        for (var fraction : plan.steps()) {
            var verdict = step(fraction);
            if (verdict == Verdict.BAD) {
                rollBack();
            }
            if (verdict != Verdict.GOOD) {
                return verdict;
            }
        }
        promote();
        return Verdict.GOOD;
    }

    private void awaitStart() {
        var deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                colours().ready(version);
                return;
            } catch (Refusal e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                say("waiting: " + e.getMessage());
                Shell.pause(plan.look());
            }
        }
    }

    private Verdict step(double fraction) {
        say("%s: version %s gets %.1f %% of the calls".formatted(service, version, 100 * fraction));
        share(fraction);
        Shell.pause(plan.warmUp());
        var begun = System.nanoTime();
        while (true) {
            Shell.pause(plan.look());
            if (!isThere()) {
                say("the canary is gone or not healthy");
                return Verdict.BAD;
            }
            // Asked for again: an instance that has come back since registers with its own weight.
            share(fraction);
            var elapsed = Duration.ofNanos(System.nanoTime() - begun);
            var verdict = judge(elapsed);
            if (verdict != Verdict.UNDECIDED) {
                return verdict;
            }
            if (elapsed.compareTo(plan.patience()) > 0) {
                say("no verdict after " + elapsed.toSeconds() + " s; the share stays: promote or abort");
                return Verdict.UNDECIDED;
            }
        }
    }

    private boolean isThere() {
        return instances().stream().anyMatch(Instance::live);
    }

    private List<Instance> instances() {
        return colours().byVersion().getOrDefault(version, List.of());
    }

    private void share(double fraction) {
        var colours = colours();
        var canary = colours.some(version);
        var stable = colours.allBut(version).stream().filter(Instance::live).toList();
        if (stable.isEmpty()) {
            throw new Refusal("stable version: none is live (expected: one to compare with)");
        }
        var share = Share.of(fraction, stable.size(), canary.size());
        stable.forEach(instance -> consul.weigh(instance, share.stable()));
        canary.forEach(instance -> consul.weigh(instance, share.canary()));
        canary.stream().filter(instance -> instance.maintenance().isPresent()).forEach(consul::offer);
    }

    private Verdict judge(Duration window) {
        try {
            var calls = measurements.last(window);
            var verdict = judge(calls.failed()).and(judge(calls.slow()));
            say("%s: %s; %s".formatted(verdict, counts("failed", calls.failed()), counts("slow", calls.slow())));
            return verdict;
        } catch (UncheckedIOException | IllegalStateException e) {
            say("UNDECIDED: " + e.getMessage());
            return Verdict.UNDECIDED;
        }
    }

    private Verdict judge(Map<String, Sample> samples) {
        return plan.rule().judge(canary(samples), stable(samples));
    }

    private String counts(String what, Map<String, Sample> samples) {
        var canary = canary(samples);
        var stable = stable(samples);
        return "%s %d of %d, stable %d of %d"
                .formatted(what, canary.bad(), canary.calls(), stable.bad(), stable.calls());
    }

    private Sample canary(Map<String, Sample> samples) {
        return samples.getOrDefault(version, new Sample(0, 0));
    }

    private Sample stable(Map<String, Sample> samples) {
        return samples.entrySet().stream()
                .filter(sample -> !sample.getKey().equals(version))
                .map(Map.Entry::getValue)
                .reduce(new Sample(0, 0), (a, b) -> new Sample(a.calls() + b.calls(), a.bad() + b.bad()));
    }

    /** An even share for everybody. */
    void promote() {
        colours().byVersion().values().forEach(all -> all.forEach(instance -> consul.weigh(instance, Share.EVEN)));
        colours().some(version).forEach(consul::offer);
        say(service + ": version " + version + " is good and has an even share; roll the other nodes");
    }

    /** No calls for the canary, an even share for everybody else. */
    void rollBack() {
        instances().forEach(instance -> consul.withhold(instance, "canary, rolled back"));
        colours().allBut(version).forEach(instance -> consul.weigh(instance, Share.EVEN));
        say(service + ": version " + version + " gets no calls any more; stop its nodes with SIGTERM");
    }

    private Colours colours() {
        return Colours.of(service, consul.instances(service));
    }

    private void say(String line) {
        if (!line.equals(lastSaid)) {
            out.accept(line);
            lastSaid = line;
        }
    }
}
