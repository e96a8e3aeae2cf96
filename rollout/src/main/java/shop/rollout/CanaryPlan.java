package shop.rollout;

import java.time.Duration;
import java.util.List;

/**
 * How a canary is led.
 *
 * @param steps fractions of all calls, one after the other
 * @param rule for failed and for slow calls alike
 * @param warmUp at each step, before calls count
 * @param look how long from one look to the next
 * @param patience with a step at which nothing can be told; longer, and it is left to a person
 */
record CanaryPlan(List<Double> steps, Comparison rule, Duration warmUp, Duration look, Duration patience) {
    static final List<Double> DEFAULT_STEPS = List.of(0.05, 0.25, 0.5);
    static final double DEFAULT_MARGIN = 0.01;
    static final int DEFAULT_MINIMUM_CALLS = 200;
    static final Duration DEFAULT_WARM_UP = Duration.ofSeconds(30);
    static final Duration DEFAULT_LOOK = Duration.ofSeconds(5);
    static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(15);

    CanaryPlan {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("steps: none (expected: at least one)");
        }
        steps.forEach(step -> {
            if (step <= 0 || step >= 1) {
                throw new IllegalArgumentException("step: " + step + " (expected: > 0 and < 1)");
            }
        });
        steps = List.copyOf(steps);
    }
}
