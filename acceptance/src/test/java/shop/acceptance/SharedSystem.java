package shop.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import shop.devstack.Component;
import shop.devstack.DevelopmentCertificates;
import shop.devstack.Devstack;

/**
 * Gives a test the running system, three nodes of each service: {@code @ExtendWith(SharedSystem.class)} and a parameter
 * of type {@link Shop}, {@link Endpoints}, {@link Devstack} or {@link ClusterState} (of user-service). It is started for the first
 * test that asks and stopped after the last of the run. A test may break parts of it: before each, what does not run is started again.
 *
 * <p>With another {@code -Dtarget} than devstack, such as {@code compose}, it is a system that runs already, and only tests with the
 * tag {@link #ANYWHERE} are run, which do nothing but call it.
 */
final class SharedSystem implements ParameterResolver, BeforeEachCallback {
    /** The tag of tests that every build runs a second time, on the {@link #SECURE} system. */
    static final String ALSO_SECURE = "also-secure";

    /** Whether the system is as in production: TLS, tokens and access rules, by {@code -Dsecure=true}. */
    static final boolean SECURE = Boolean.getBoolean("secure");

    /** The tag of tests that need no more than {@link Shop} and {@link Endpoints}. */
    static final String ANYWHERE = "anywhere";

    private static final boolean ON_DEVSTACK =
            System.getProperty("target", "devstack").equals("devstack");
    private static final Namespace NAMESPACE = Namespace.create(SharedSystem.class);

    /**
     * A circuit breaker that tries again soon, so that tests of recovery do not wait for it; as much time for callers to
     * notice a node's leaving as in production; soon a checkpoint of the audit, for which tests wait; and few traces but those that a
     * test asks for.
     */
    private static final Map<String, String> FOR_TESTS = Map.of(
            "SHOP_RESILIENCE_OPEN", "3s",
            "SHOP_RESILIENCE_MAX_OPEN", "3s",
            "SHOP_DRAIN_DELAY", "5s",
            "SHOP_AUDIT_CHECKPOINT_INTERVAL", "5s",
            "SHOP_TELEMETRY_SAMPLING", "0.01");

    private static final AtomicInteger LAST_VERSION = new AtomicInteger();

    /** Of a deployment, higher than those before it. */
    static String nextVersion() {
        return Integer.toString(LAST_VERSION.incrementAndGet());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return Stream.of(Shop.class, Endpoints.class, Devstack.class, ClusterState.class)
                .anyMatch(type -> type == parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        var type = parameter.getParameter().getType();
        if (!ON_DEVSTACK) {
            return type == Shop.class ? elsewhere(test) : Endpoints.ofTarget();
        }
        var running = running(test);
        if (type == Shop.class) {
            return running.shop;
        }
        if (type == Endpoints.class) {
            var access = Access.of(running.stack);
            return new Endpoints(
                    access.json(running.stack.node("user-service", 1).uri()),
                    access.json(running.stack.node("order-service", 1).uri()));
        }
        return type == Devstack.class ? running.stack : running.users;
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        if (!ON_DEVSTACK) {
            return;
        }
        assumeTrue(!SECURE || DevelopmentCertificates.available(), "no openssl on PATH");
        var running = running(test);
        assumeTrue(
                running.stack.consul().isPresent() || !test.getTags().contains("consul"),
                "no Consul binary on this machine");
        running.mend();
    }

    private static Shop elsewhere(ExtensionContext test) {
        return test.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Shop.class, type -> new Shop(Access.OPEN, Endpoints.usersOfTarget()), Shop.class);
    }

    private static Running running(ExtensionContext test) {
        return test.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Running.class, type -> new Running(), Running.class);
    }

    /** Closed by JUnit when the run ends. */
    private static final class Running implements AutoCloseable {
        private final Devstack stack = Devstack.builder()
                .nodes(3)
                .secure(SECURE)
                .environment(FOR_TESTS)
                .start();
        private final ClusterState users = new ClusterState(stack, "user-service");
        private final ClusterState orders = new ClusterState(stack, "order-service");
        private final Shop shop =
                new Shop(Access.of(stack), stack.node("user-service", 0).uri());

        private boolean warm;

        private void mend() {
            var infrastructure = Stream.concat(Stream.of(stack.postgres(), stack.kafka()), stack.consul().stream());
            start(infrastructure.toList());
            if (start(stack.nodes())) {
                warm = false;
            }
            users.awaitWhole();
            orders.awaitWhole();
            if (!warm && stack.consul().isPresent()) {
                try (var ordering = new Ordering(stack)) {
                    ordering.warmUp();
                }
                warm = true;
            }
        }

        /** All at once: a node that starts may wait for others. Says whether there was anything to start. */
        private static boolean start(List<? extends Component> components) {
            var ended = components.stream()
                    .filter(component -> !component.isAlive())
                    .toList();
            ended.forEach(Component::launch);
            ended.forEach(component -> component.awaitReady(Devstack.DEFAULT_READY_BOUND));
            return !ended.isEmpty();
        }

        @Override
        public void close() {
            shop.close();
            stack.close();
        }
    }
}
