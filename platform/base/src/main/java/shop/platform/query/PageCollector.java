package shop.platform.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Collects the items of one page up to a number of items, and of bytes: a page ends early, with a position for the next one,
 * rather than take any amount of memory on its way to the caller. Not thread-safe.
 */
public final class PageCollector<T> {
    /** Bytes after which a page takes no more items. It has one item at least. */
    public static final long MAX_BYTES = 1 << 20;

    private final int size;
    private final Function<T, Position> position;
    private final List<T> items = new ArrayList<>();
    private long bytes;
    private boolean more;

    /**
     * @param size most items, at least 1
     * @param position of an item
     */
    public PageCollector(int size, Function<T, Position> position) {
        this.size = size;
        this.position = position;
    }

    /**
     * Adds the next item, or notes that there is one more than the page takes.
     *
     * @param itemBytes roughly how many bytes the item has
     * @return whether it is worth while to read another item
     */
    public boolean add(T item, long itemBytes) {
        if (items.size() == size || (!items.isEmpty() && bytes + itemBytes > MAX_BYTES)) {
            more = true;
            return false;
        }
        items.add(item);
        bytes += itemBytes;
        return true;
    }

    /** Returns the page of what was collected. */
    public Page<T> page() {
        var next = more ? Optional.of(position.apply(items.get(items.size() - 1))) : Optional.<Position>empty();
        return new Page<>(List.copyOf(items), next);
    }
}
