package shop.order.process;

import java.time.Duration;

/**
 * How many orders wait for the verification of their user.
 *
 * @param oldest age of the oldest of them; zero when there is none
 */
public record PendingOrders(long count, Duration oldest) {}
