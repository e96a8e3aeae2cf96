package shop.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import shop.devstack.Component;
import shop.devstack.Devstack;

/**
 * Gives a test the running system, three nodes of each service: {@code @ExtendWith(SharedSystem.class)} and a parameter
 * of type {@link Shop}, {@link Devstack} or {@link ClusterState}. It is started for the first test that asks and stopped
 * after the last of the run. A test may break parts of it: before each, what does not run is started again.
 */
final class SharedSystem implements ParameterResolver, BeforeEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(SharedSystem.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return Stream.of(Shop.class, Devstack.class, ClusterState.class)
                .anyMatch(type -> type == parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        var running = running(test);
        var type = parameter.getParameter().getType();
        if (type == Shop.class) {
            return running.shop;
        }
        return type == Devstack.class ? running.stack : running.state;
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        var running = running(test);
        assumeTrue(
                running.stack.consul().isPresent() || !test.getTags().contains("consul"),
                "no Consul binary on this machine");
        running.mend();
    }

    private static Running running(ExtensionContext test) {
        return test.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Running.class, type -> new Running(), Running.class);
    }

    /** Closed by JUnit when the run ends. */
    private static final class Running implements AutoCloseable {
        private final Devstack stack = Devstack.builder().nodes(3).start();
        private final ClusterState state = new ClusterState(stack);
        private final Shop shop = new Shop(stack.node(0));

        private void mend() {
            start(stack.postgres());
            stack.consul().ifPresent(Running::start);
            stack.nodes().forEach(Running::start);
            state.awaitWhole();
        }

        private static void start(Component component) {
            if (!component.isAlive()) {
                component.launch();
                component.awaitReady(Devstack.DEFAULT_READY_BOUND);
            }
        }

        @Override
        public void close() {
            shop.close();
            stack.close();
        }
    }
}
