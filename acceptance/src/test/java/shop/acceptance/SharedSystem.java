package shop.acceptance;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import shop.devstack.Devstack;

/**
 * Gives a test the running system: {@code @ExtendWith(SharedSystem.class)} and a parameter of type {@link Shop} or
 * {@link Devstack}. It is started for the first test that asks and stopped after the last of the run. A test that breaks
 * parts of it puts them back, or starts a {@link Devstack} of its own.
 */
final class SharedSystem implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedSystem.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        var type = parameter.getParameter().getType();
        return type == Shop.class || type == Devstack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        var running = test.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Running.class, type -> new Running(), Running.class);
        return parameter.getParameter().getType() == Shop.class ? running.shop : running.stack;
    }

    /** Closed by JUnit when the run ends. */
    private static final class Running implements AutoCloseable {
        private final Devstack stack = Devstack.builder().start();
        private final Shop shop = new Shop(stack.node(0));

        @Override
        public void close() {
            shop.close();
            stack.close();
        }
    }
}
