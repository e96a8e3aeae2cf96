package shop.faults;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import shop.faults.host.Rule;
import shop.faults.system.NodeSettings;
import shop.faults.system.Place;
import shop.faults.system.Stack;

/**
 * Something that goes wrong for a while.
 *
 * @param places to which it happens
 * @param others from which they are cut; empty: everything else that runs
 * @param port of the cut; empty: all
 * @param oneWay whether only packets to the places are lost
 * @param amount seconds that clocks are wrong by, or parts in a hundred that are lost
 */
record Fault(
        Kind kind,
        List<Place> places,
        List<Place> others,
        OptionalInt port,
        boolean oneWay,
        long amount,
        Duration time) {

    /** Kinds of faults. */
    enum Kind {
        CUT_HOST,
        CUT_CLUSTER,
        CUT_DATABASE,
        CUT_CONSUL,
        CUT_KAFKA,
        LOSS,
        FREEZE_NODE,
        FREEZE_DATABASE,
        FREEZE_STANDBY,
        FREEZE_KAFKA,
        FREEZE_CONSUL,
        KILL_NODE,
        KILL_KAFKA,
        KILL_CONSUL,
        RESTART_DATABASE,
        RESTART_STANDBY,
        CLOCK
    }

    private static final List<Long> JUMPS = List.of(60L, -60L, 86_400L, -86_400L);

    /**
     * Makes one up.
     *
     * @param most of its duration; longer than 1 s
     */
    static Fault random(Kind kind, Random random, Duration most) {
        // From 1 s on, and as many between 1 and 2 s as between 20 and 40 s: what is decided by a time-out goes wrong
        // around it.
        var time = Duration.ofMillis((long) (1_000 * Math.pow(most.toMillis() / 1_000.0, random.nextDouble())));
        var service = random.nextBoolean() ? Place.USERS : Place.ORDERS;
        var node = service.get(random.nextInt(3));
        var oneWay = random.nextInt(3) == 0;
        var some = random.nextBoolean() ? List.of(node) : Place.NODES.subList(0, 1 + random.nextInt(6));
        return switch (kind) {
            case CUT_HOST -> new Fault(kind, List.of(node), List.of(), OptionalInt.empty(), oneWay, 0, time);
            case CUT_CLUSTER ->
                new Fault(kind, List.of(node), others(service, node, random), port(Stack.ARTERY), oneWay, 0, time);
            case CUT_DATABASE -> new Fault(kind, some, List.of(Place.POSTGRES), OptionalInt.empty(), oneWay, 0, time);
            case CUT_CONSUL -> new Fault(kind, some, List.of(Place.CONSUL), OptionalInt.empty(), oneWay, 0, time);
            case CUT_KAFKA -> new Fault(kind, some, List.of(Place.KAFKA), OptionalInt.empty(), oneWay, 0, time);
            case LOSS -> at(kind, node, 5 + random.nextInt(30), time);
            case FREEZE_NODE, KILL_NODE -> at(kind, node, 0, time);
            case FREEZE_DATABASE, RESTART_DATABASE -> at(kind, Place.POSTGRES, 0, time);
            case FREEZE_STANDBY, RESTART_STANDBY -> at(kind, Place.STANDBY, 0, time);
            case FREEZE_KAFKA, KILL_KAFKA -> at(kind, Place.KAFKA, 0, time);
            case FREEZE_CONSUL, KILL_CONSUL -> at(kind, Place.CONSUL, 0, time);
            case CLOCK -> at(kind, node, JUMPS.get(random.nextInt(JUMPS.size())), time);
        };
    }

    private static Fault at(Kind kind, Place place, long amount, Duration time) {
        return new Fault(kind, List.of(place), List.of(), OptionalInt.empty(), false, amount, time);
    }

    /** Freezes one host. */
    static Fault freeze(Place place, Duration time) {
        return at(Kind.FREEZE_NODE, place, 0, time);
    }

    private static OptionalInt port(int port) {
        return OptionalInt.of(port);
    }

    /** One of its peers or both. */
    private static List<Place> others(List<Place> service, Place node, Random random) {
        var peers = service.stream().filter(peer -> peer != node).toList();
        return random.nextInt(3) == 0 ? peers.subList(0, 1) : peers;
    }

    /** Whether it can happen to this stack. */
    static boolean isPossible(Kind kind, Stack stack, boolean clocks) {
        return switch (kind) {
            case FREEZE_STANDBY, RESTART_STANDBY -> stack.has(Place.STANDBY);
            case CLOCK -> clocks;
            default -> true;
        };
    }

    /** The nodes that others may replace without their knowledge. */
    List<Place> overtaken() {
        return switch (kind) {
            case CUT_HOST, CUT_CLUSTER, LOSS, FREEZE_NODE -> places;
            default -> List.of();
        };
    }

    void begin(Stack stack) {
        switch (kind) {
            case CUT_HOST, CUT_CLUSTER, CUT_DATABASE, CUT_CONSUL, CUT_KAFKA -> cut(stack);
            case LOSS -> lose(stack);
            case FREEZE_NODE, FREEZE_DATABASE, FREEZE_STANDBY, FREEZE_KAFKA, FREEZE_CONSUL ->
                places.forEach(place -> stack.host(place).freeze());
            case KILL_NODE, KILL_KAFKA, KILL_CONSUL ->
                places.forEach(place -> stack.service(place).kill());
            case RESTART_DATABASE, RESTART_STANDBY ->
                places.forEach(place -> {
                    stack.service(place).end("QUIT", Duration.ofSeconds(10));
                    stack.service(place).start();
                });
            case CLOCK -> places.forEach(place -> NodeSettings.setClock(place, stack.folder(), amount));
        }
    }

    /** The rules of packets go with those of all other faults: see {@link Nemesis}. */
    void end(Stack stack) {
        switch (kind) {
            case FREEZE_NODE, FREEZE_DATABASE, FREEZE_STANDBY, FREEZE_KAFKA, FREEZE_CONSUL ->
                places.forEach(place -> stack.host(place).thaw());
            case CLOCK -> places.forEach(place -> NodeSettings.setClock(place, stack.folder(), 0));
            default -> {}
        }
    }

    private void cut(Stack stack) {
        for (var place : places) {
            for (var other : against(stack, place)) {
                stack.host(place).drop(rules(stack, other));
                if (!oneWay) {
                    stack.host(other).drop(rules(stack, place));
                }
            }
        }
    }

    private List<Place> against(Stack stack, Place place) {
        return (others.isEmpty() ? stack.places() : others.stream())
                .filter(other -> other != place)
                .toList();
    }

    private List<Rule> rules(Stack stack, Place from) {
        var host = stack.host(from);
        if (port.isEmpty()) {
            return List.of(Rule.all(host));
        }
        return oneWay
                ? List.of(Rule.toPort(host, port.getAsInt()))
                : List.of(Rule.toPort(host, port.getAsInt()), Rule.fromPort(host, port.getAsInt()));
    }

    private void lose(Stack stack) {
        for (var place : places) {
            var all = stack.places().filter(other -> other != place).toList();
            all.forEach(other -> {
                stack.host(place).drop(List.of(Rule.loss(stack.host(other), amount / 100.0)));
                stack.host(other).drop(List.of(Rule.loss(stack.host(place), amount / 100.0)));
            });
        }
    }

    @Override
    public String toString() {
        var text = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + places;
        var from = others.isEmpty() ? "" : " from " + others;
        var how = Stream.of(oneWay ? " one way" : "", amount == 0 ? "" : " by " + amount)
                .reduce("", String::concat);
        return text + from + how + " for " + time.toMillis() / 1000.0 + " s";
    }
}
