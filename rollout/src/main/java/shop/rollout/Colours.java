package shop.rollout;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The versions of a service side by side. A version is a colour. */
record Colours(String service, Map<String, List<Instance>> byVersion) {
    static Colours of(String service, List<Instance> instances) {
        return new Colours(
                service,
                instances.stream()
                        .collect(Collectors.groupingBy(Instance::version, TreeMap::new, Collectors.toList())));
    }

    /** The versions that callers find. */
    Set<String> live() {
        return byVersion.keySet().stream()
                .filter(version -> byVersion.get(version).stream().anyMatch(Instance::live))
                .collect(Collectors.toSet());
    }

    /** @throws Refusal unless callers may be sent to this version: it is there, and all of it is healthy */
    List<Instance> ready(String version) {
        var instances = some(version);
        var ill = instances.stream()
                .filter(instance -> !instance.healthy())
                .map(Instance::id)
                .toList();
        if (!ill.isEmpty()) {
            throw new Refusal(
                    "version: %s (expected: all healthy; not: %s)".formatted(version, String.join(", ", ill)));
        }
        return instances;
    }

    /** @throws Refusal if there is none */
    List<Instance> some(String version) {
        var instances = byVersion.getOrDefault(version, List.of());
        if (instances.isEmpty()) {
            throw new Refusal(
                    "version: %s (expected: one of %s at %s)".formatted(version, service, byVersion.keySet()));
        }
        return instances;
    }

    List<Instance> allBut(String version) {
        return byVersion.entrySet().stream()
                .filter(colour -> !colour.getKey().equals(version))
                .flatMap(colour -> colour.getValue().stream())
                .toList();
    }

    /** @throws Refusal unless exactly one version stands by */
    String standby() {
        var idle = byVersion.keySet().stream()
                .filter(version -> !live().contains(version))
                .toList();
        if (idle.size() != 1) {
            throw new Refusal("standing by: %s (expected: one version; say which by switch VERSION)".formatted(idle));
        }
        return idle.get(0);
    }
}
