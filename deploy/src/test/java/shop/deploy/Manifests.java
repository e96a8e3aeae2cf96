package shop.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The objects of one folder of manifests, each as the type that Kubernetes, or the operator it is for, knows it by. */
final class Manifests {
    private static final Map<String, Manifests> BUILT = new HashMap<>();
    private static final KubernetesSerialization KINDS = new KubernetesSerialization();

    /** Fields that a type does not have go nowhere but into an exception. */
    private static final ObjectMapper STRICT = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });

    private final List<HasMetadata> objects;

    private Manifests(List<HasMetadata> objects) {
        this.objects = objects;
    }

    /** Built once for all tests. */
    static synchronized Manifests of(String folder) {
        return BUILT.computeIfAbsent(folder, name -> parse(Kustomize.build(name)));
    }

    static Manifests parse(String yaml) {
        var objects = new ArrayList<HasMetadata>();
        for (var document : yaml.split("(?m)^---$")) {
            objects.add(typed(document));
        }
        return new Manifests(List.copyOf(objects));
    }

    private static HasMetadata typed(String document) {
        HasMetadata object = KINDS.unmarshal(document);
        if (object instanceof GenericKubernetesResource) {
            throw new IllegalArgumentException(
                    "kind: " + object.getApiVersion() + " " + object.getKind() + " (expected: one that is known)");
        }
        try {
            return STRICT.readValue(document, object.getClass());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    object.getKind() + " " + object.getMetadata().getName() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** The names of the fields that a part of an object sets. */
    static List<String> fields(Object part) {
        var names = new ArrayList<String>();
        STRICT.valueToTree(part).fieldNames().forEachRemaining(names::add);
        return names;
    }

    List<HasMetadata> all() {
        return objects;
    }

    <T extends HasMetadata> List<T> of(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> T get(Class<T> kind, String name) {
        return of(kind).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(kind.getSimpleName() + " " + name + ": none"));
    }

    /** The pods that anything here makes, by the name of what makes them. */
    Map<String, PodTemplateSpec> pods() {
        var pods = new HashMap<String, PodTemplateSpec>();
        of(Deployment.class)
                .forEach(deployment -> pods.put(
                        deployment.getMetadata().getName(), deployment.getSpec().getTemplate()));
        of(StatefulSet.class)
                .forEach(set ->
                        pods.put(set.getMetadata().getName(), set.getSpec().getTemplate()));
        return pods;
    }

    /** The nodes of our services. */
    Stream<PodSpec> nodes() {
        return Repository.SERVICES.stream()
                .map(service ->
                        get(Deployment.class, service).getSpec().getTemplate().getSpec());
    }
}
