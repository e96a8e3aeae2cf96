package shop.platform.query;

import java.util.List;
import java.util.Optional;

/**
 * A page of a list in the order of creation, or in the opposite order.
 *
 * @param next where the next page begins; empty on the last one
 */
public record Page<T>(List<T> items, Optional<Position> next) {}
