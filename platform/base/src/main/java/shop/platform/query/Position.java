package shop.platform.query;

import java.time.Instant;

/** Right after the item that was created then, ids deciding between items of the same microsecond. */
public record Position(Instant createdAt, String id) {}
