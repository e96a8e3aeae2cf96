package shop.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import shop.devstack.OwnThread;
import shop.faults.load.Frozen;
import shop.faults.load.Workload;
import shop.faults.system.Place;
import shop.faults.system.Stack;

/** Rounds on one stack, one after the other: load, faults, healing, rest, judgement. */
final class Rounds {
    /** Less than a slow worker's pause before its next transaction. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Stack stack;
    private final boolean clocks;
    private final Duration longestFault;

    /** @param clocks whether clocks can be set */
    Rounds(Stack stack, boolean clocks, Duration longestFault) {
        this.stack = stack;
        this.clocks = clocks;
        this.longestFault = longestFault;
    }

    /** One or two faults of the schedule that the seed and the number give, under load. */
    Verdict random(long seed, int number) {
        // Through another generator: the first numbers of Random are alike for seeds that are near each other.
        var random = new Random(new SplittableRandom(seed * 7_919 + number).nextLong());
        var kinds = Stream.of(Fault.Kind.values())
                .filter(kind -> Fault.isPossible(kind, stack, clocks))
                .toList();
        var faults = new ArrayList<Fault>();
        var beginnings = new ArrayList<Integer>();
        // Every kind has its turn; the second, in two rounds of three, is any.
        faults.add(Fault.random(kinds.get(number % kinds.size()), random, longestFault));
        beginnings.add(0);
        if (random.nextInt(3) > 0) {
            faults.add(Fault.random(kinds.get(random.nextInt(kinds.size())), random, longestFault));
            beginnings.add(random.nextInt(4_000));
        }
        return under(faults, beginnings, "s" + Long.toString(seed, 36) + "r" + number + "x", seed * 7_919 + number);
    }

    /** No fault at all: for defects that show without one. */
    Verdict calm(String tag) {
        return under(List.of(), List.of(), tag, 1);
    }

    private Verdict under(List<Fault> faults, List<Integer> beginnings, String tag, long seed) {
        try (var round = new Round(stack, tag, faults)) {
            var load = Workload.start(round.caller(), tag, seed);
            Round.pause(Duration.ofSeconds(3));
            round.nemesis().run(faults, beginnings);
            round.heal();
            Round.pause(Duration.ofSeconds(3));
            load.stop();
            return round.judge(load.users(), load::readAll);
        }
    }

    /** A node stands still until others have its place, and wakes with calls in its sockets. */
    Verdict frozen(String tag, int users, Duration time) {
        var sleeper = Place.USERS_0;
        var fault = List.of(Fault.freeze(sleeper, time));
        try (var round = new Round(stack, tag, fault);
                var calls = new Frozen(round.caller(), tag)) {
            calls.prepare(users);
            var freezing = CompletableFuture.runAsync(() -> round.nemesis().run(fault, List.of(0)), OwnThread::run);
            Round.pause(Duration.ofSeconds(1));
            calls.callInVain(sleeper);
            calls.keepReading(List.of(Place.USERS_1, Place.USERS_2));
            freezing.join();
            calls.awaitCalls();
            Round.pause(Duration.ofSeconds(2));
            round.heal();
            calls.stopReading();
            return round.judge(calls.users(), calls::readAll);
        }
    }

    /**
     * A node stands still with events in its hands until others have carried them on and the load is over: what it writes when it
     * wakes is corrected by nobody.
     */
    Verdict zombie(String tag, Duration time) {
        var sleeper = Place.USERS_0;
        try (var round = new Round(stack, tag, List.of(Fault.freeze(sleeper, time)))) {
            var load = outlastedBy(round, tag, sleeper, time);
            Round.pause(Duration.ofSeconds(3));
            round.heal();
            return round.judge(load.users(), load::readAll);
        }
    }

    /**
     * As {@link #zombie}, but the node lives on only long enough to write what it has in its hands. Then users of whom it knows nothing
     * are made: the workers that have taken over are past what it wrote, so nobody puts it right.
     */
    Verdict lastWrite(String tag, Duration time) {
        var sleeper = Place.USERS_0;
        try (var round = new Round(stack, tag, List.of(Fault.freeze(sleeper, time)))) {
            var load = outlastedBy(round, tag, sleeper, time);
            Round.pause(LAST_WORDS);
            stack.service(sleeper).kill();
            var others = Workload.start(round.caller(), tag + "others", 2);
            Round.pause(Duration.ofSeconds(10));
            others.stop();
            round.heal();
            var users = Stream.concat(load.users().stream(), others.users().stream())
                    .toList();
            return round.judge(users, deadline -> {
                load.readAll(deadline);
                others.readAll(deadline);
            });
        }
    }

    /** Load that began while the node was awake and is over when it wakes again. */
    private Workload outlastedBy(Round round, String tag, Place sleeper, Duration time) {
        var load = Workload.start(round.caller(), tag, 1);
        Round.pause(Duration.ofSeconds(5));
        stack.host(sleeper).freeze();
        Round.pause(time);
        load.stop();
        stack.host(sleeper).thaw();
        return load;
    }

    /** A node starts that knows nobody but itself, on the database of a cluster that is there. */
    Verdict secondCluster(String tag) {
        var loner = Place.USERS_2;
        var time = Duration.ofSeconds(25);
        var cut = new Fault(
                Fault.Kind.CUT_CLUSTER,
                List.of(loner),
                List.of(Place.USERS_0, Place.USERS_1),
                OptionalInt.of(Stack.ARTERY),
                false,
                0,
                time);
        try (var round = new Round(stack, tag, List.of(cut))) {
            cut.begin(stack);
            stack.service(loner).kill();
            stack.service(loner).start(stack.alone(loner));
            Round.pause(time);
            round.reconnect();
            var load = Workload.start(round.caller(), tag, 1);
            Round.pause(Duration.ofSeconds(8));
            load.stop();
            round.expectSilence(loner);
            stack.service(loner).kill();
            round.heal();
            return round.judge(load.users(), load::readAll);
        }
    }
}
