package shop.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import shop.faults.check.History.Overtaken;
import shop.faults.system.Place;
import shop.faults.system.Stack;

/** Lets faults begin and end on time, heals what is left, and knows which nodes may have been overtaken. */
final class Nemesis {
    /** One step of a schedule. */
    private record Step(long at, Runnable action) {}

    private final Stack stack;
    private final List<Place> suspects = new ArrayList<>();
    private final long begin = System.nanoTime();

    Nemesis(Stack stack) {
        this.stack = stack;
        stack.restarted();
    }

    /**
     * Runs the faults and returns when all are over; the cuts are healed.
     *
     * @param faults with their beginnings, in milliseconds from now
     */
    void run(List<Fault> faults, List<Integer> beginnings) {
        var now = System.nanoTime();
        var steps = new ArrayList<Step>();
        for (int i = 0; i < faults.size(); i++) {
            var fault = faults.get(i);
            var begin = now + Duration.ofMillis(beginnings.get(i)).toNanos();
            steps.add(new Step(begin, () -> begin(fault)));
            steps.add(new Step(begin + fault.time().toNanos(), () -> fault.end(stack)));
        }
        steps.sort(Comparator.comparingLong(Step::at));
        for (var step : steps) {
            await(step.at());
            step.action().run();
        }
        heal();
    }

    private void begin(Fault fault) {
        suspects.addAll(fault.overtaken());
        fault.begin(stack);
    }

    /** Ended processes come back while faults are under way, as an orchestrator sees to it. */
    private void await(long time) {
        while (time - System.nanoTime() > 0) {
            LockSupport.parkNanos(Math.min(time - System.nanoTime(), 1_000_000_000L));
            stack.startWhatEnded();
        }
    }

    void heal() {
        stack.places().forEach(place -> {
            stack.host(place).heal();
            stack.host(place).thaw();
        });
        stack.startWhatEnded();
    }

    /**
     * Those that a fault has made so, and those that have ended by themselves: on a busy machine others may take a slow node for dead.
     *
     * @param until when all nodes knew each other again
     */
    List<Overtaken> overtaken(long until) {
        suspects.addAll(stack.restarted());
        return suspects.stream()
                .distinct()
                .map(place -> new Overtaken(place.hostName(), begin, until))
                .toList();
    }
}
