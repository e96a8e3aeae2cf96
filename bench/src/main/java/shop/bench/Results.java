package shop.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Everything that a run found out, as it comes in. For one thread. */
final class Results {
    private final Map<String, String> conditions = new LinkedHashMap<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Backlog> backlogs = new ArrayList<>();
    private final List<String> profile = new ArrayList<>();
    private final List<Lag> lags = new ArrayList<>();
    private final List<Confirmations.Share> confirmations = new ArrayList<>();
    private final List<Overload.Outcome> overloads = new ArrayList<>();
    private final Map<Subject, Double> eventsPerCall = new EnumMap<>(Subject.class);

    /** One subject under one load, all rounds. */
    record Series(Subject subject, String load, List<Measurement> rounds) {
        Spread of(ToDoubleFunction<Measurement> figure) {
            return Spread.of(rounds.stream().mapToDouble(figure).toArray());
        }
    }

    void condition(String name, String value) {
        conditions.put(name, value);
    }

    void add(Measurement measurement) {
        measurements.add(measurement);
    }

    void add(Backlog backlog) {
        backlogs.add(backlog);
    }

    void profile(List<String> lines) {
        profile.addAll(lines);
    }

    void add(Lag lag) {
        lags.add(lag);
    }

    void add(Confirmations.Share share) {
        confirmations.add(share);
    }

    void add(Overload.Outcome outcome) {
        overloads.add(outcome);
    }

    List<Overload.Outcome> overloads() {
        return overloads;
    }

    /** How many rows of the journal a call makes. */
    void eventsPerCall(Subject subject, double events) {
        eventsPerCall.put(subject, events);
    }

    Map<String, String> conditions() {
        return conditions;
    }

    List<Backlog> backlogs() {
        return backlogs;
    }

    List<String> profile() {
        return profile;
    }

    List<Lag> lags() {
        return lags;
    }

    List<Confirmations.Share> confirmations() {
        return confirmations;
    }

    /** 0 where it was not counted. */
    double eventsPerCall(Subject subject) {
        return eventsPerCall.getOrDefault(subject, 0.0);
    }

    List<Measurement> measurements() {
        return measurements;
    }

    /** In the order in which they were first measured, each subject's together. */
    List<Series> series() {
        Map<Subject, Map<String, List<Measurement>>> grouped = new EnumMap<>(Subject.class);
        measurements.forEach(
                measurement -> grouped.computeIfAbsent(measurement.subject(), subject -> new LinkedHashMap<>())
                        .computeIfAbsent(measurement.load(), load -> new ArrayList<>())
                        .add(measurement));
        return grouped.entrySet().stream()
                .flatMap(subject -> subject.getValue().entrySet().stream()
                        .map(load -> new Series(subject.getKey(), load.getKey(), load.getValue())))
                .toList();
    }
}
