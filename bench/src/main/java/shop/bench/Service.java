package shop.bench;

import java.nio.file.Path;
import java.util.Optional;

/** A service that the bench starts from the jars that the build made. */
enum Service {
    USERS("user-service", "shop.user.Main"),
    ORDERS("order-service", "shop.order.Main");

    private final String label;
    private final String mainClass;

    Service(String label, String mainClass) {
        this.label = label;
        this.mainClass = mainClass;
    }

    String mainClass() {
        return mainClass;
    }

    /** The build directory, with the jar and its {@code lib}. */
    Path build(Options options) {
        return this == USERS ? options.userService() : options.orderService();
    }

    /** Where its flight recording is to be, if it is to make one: the services' lie beside each other. */
    Optional<Path> recording(Options options) {
        return this == USERS
                ? options.jfr()
                : options.jfr().map(file -> file.resolveSibling("order-" + file.getFileName()));
    }

    @Override
    public String toString() {
        return label;
    }
}
