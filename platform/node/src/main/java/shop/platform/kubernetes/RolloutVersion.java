package shop.platform.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The version that Akka compares when it places shards, taken from the revision of the Deployment where {@code
 * shop.kubernetes.version-from-rollout} is on. Kubernetes gives every rollout the next number, also for a rollback, so
 * that shards always go to the pods that stay.
 */
public final class RolloutVersion {
    private static final Logger log = LoggerFactory.getLogger(RolloutVersion.class);
    private static final int ATTEMPTS = 10;
    private static final long PAUSE_SECONDS = 2;

    private RolloutVersion() {}

    /**
     * Returns the same configuration, or one with the version of this pod's rollout. Blocks.
     *
     * @throws IllegalStateException if the API does not return it: with an invented version the node would attract
     * shards to pods that are about to be removed
     */
    public static Config in(Config config) {
        if (!config.getBoolean("shop.kubernetes.version-from-rollout")) {
            return config;
        }
        var version = ConfigValueFactory.fromAnyRef(revision(config), "the Deployment's revision");
        // What was resolved from the setting before.
        return config.withValue("shop.service.version", version).withValue("akka.cluster.app-version", version);
    }

    private static String revision(Config config) {
        for (var attempt = 1; ; attempt++) {
            try {
                return revision(KubernetesApi.of(ServiceAccount.of(config)));
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new IllegalStateException(
                            "version: the Deployment's revision could not be read (expected: the right to get pods and"
                                    + " replicasets; or shop.kubernetes.version-from-rollout = off)",
                            e);
                }
                log.warn("The revision of the Deployment, attempt {}: {}", attempt, e.toString());
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(PAUSE_SECONDS));
            }
        }
    }

    private static String revision(KubernetesApi api) throws IOException {
        var replicaSet = owner(api.get(api.pod()));
        var revision = api.get(api.replicaSet(replicaSet))
                .path("metadata")
                .path("annotations")
                .path("deployment.kubernetes.io/revision")
                .asText();
        if (!revision.matches("\\d+")) {
            throw new IOException("replicaset " + replicaSet + ": revision " + revision + " (expected: a number)");
        }
        return revision;
    }

    private static String owner(JsonNode pod) throws IOException {
        return StreamSupport.stream(pod.path("metadata").path("ownerReferences").spliterator(), false)
                .filter(owner -> owner.path("kind").asText().equals("ReplicaSet"))
                .map(owner -> owner.path("name").asText())
                .findFirst()
                .orElseThrow(() -> new IOException("pod: no ReplicaSet owns it (expected: a Deployment's pod)"));
    }
}
