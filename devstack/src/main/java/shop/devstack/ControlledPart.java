package shop.devstack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** A component that is made trouble for, one thing at a time, in the background. Safe for use by several threads. */
final class ControlledPart {
    private final Component component;
    private final Executor background;
    private String doing = "";
    private String problem = "";

    ControlledPart(Component component, Executor background) {
        this.component = component;
        this.background = background;
    }

    String name() {
        return component.name();
    }

    synchronized Map<String, Object> describe() {
        var description = new LinkedHashMap<String, Object>();
        description.put("name", component.name());
        if (component instanceof ServiceNode node) {
            description.put("service", node.service());
            description.put("api", "127.0.0.1:" + node.port());
            description.put("management", "127.0.0.1:" + node.managementPort());
        }
        description.put("state", component.state());
        description.put("doing", doing);
        description.put("problem", problem);
        description.put("actions", actions());
        return description;
    }

    /** What can be done now. */
    synchronized List<String> actions() {
        if (!doing.isEmpty()) {
            return List.of();
        }
        return switch (component.state()) {
            case STOPPED -> List.of("start");
            case FROZEN -> List.of("thaw", "kill");
            // PostgreSQL is many processes, and would go on with one of them frozen.
            case RUNNING ->
                component instanceof PostgresServer
                        ? List.of("stop", "restart", "kill")
                        : List.of("stop", "restart", "freeze", "kill");
        };
    }

    /** Begins it, unless it cannot be done now. */
    synchronized boolean begin(String action) {
        if (!actions().contains(action)) {
            return false;
        }
        doing = action;
        problem = "";
        background.execute(() -> perform(action));
        return true;
    }

    private void perform(String action) {
        var failure = "";
        try {
            switch (action) {
                case "stop" -> component.stop();
                case "kill" -> component.kill();
                case "freeze" -> component.suspend();
                case "thaw" -> component.resume();
                case "restart" -> component.restart();
                default -> {
                    component.launch();
                    component.awaitReady(Devstack.DEFAULT_READY_BOUND);
                }
            }
        } catch (RuntimeException e) {
            failure = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
        ended(failure);
    }

    private synchronized void ended(String failure) {
        doing = "";
        problem = failure;
    }
}
