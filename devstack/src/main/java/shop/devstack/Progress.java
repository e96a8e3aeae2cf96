package shop.devstack;

import java.time.Duration;

/** Hears how a start goes on. Called by several threads at once. */
interface Progress {
    Progress SILENT = new Progress() {};

    default void starting(Component component) {}

    /** @param after since the component was started */
    default void ready(Component component, Duration after) {}

    default void stopping(Component component) {}
}
