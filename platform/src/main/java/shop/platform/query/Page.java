package shop.platform.query;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of a list in the order of creation, or in the opposite order.
 *
 * @param next where the next page begins; empty on the last one
 */
public record Page<T>(List<T> items, Optional<Position> next) {

    /**
     * The page of these items.
     *
     * @param found from where the page begins, one more than {@code size} where there is a next page
     * @param position of an item
     */
    public static <T> Page<T> of(List<T> found, int size, Function<T, Position> position) {
        return found.size() <= size
                ? new Page<>(List.copyOf(found), Optional.empty())
                : new Page<>(List.copyOf(found.subList(0, size)), Optional.of(position.apply(found.get(size - 1))));
    }
}
