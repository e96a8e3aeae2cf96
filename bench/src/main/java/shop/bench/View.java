package shop.bench;

/** A table that follows a journal, row by row; a row an entity. */
enum View {
    USERS("read model of users", "users", "id", "created_at", "User"),
    ORDERS("read model of orders", "orders", "id", "created_at", "Order"),
    REPLICA("replica of users in order-service", "user_replica", "user_id", "updated_at", "User");

    private final String label;
    private final String table;
    private final String id;
    private final String time;
    private final String entityType;

    View(String label, String table, String id, String time, String entityType) {
        this.label = label;
        this.table = table;
        this.id = id;
        this.time = time;
        this.entityType = entityType;
    }

    /** How many entities it shows. The replica has rows also of users that it has not heard of yet, with revision 0. */
    String countQuery() {
        return "select count(*) from " + table + " where revision > 0";
    }

    /** As above, of those since a time. */
    String countSinceQuery() {
        return countQuery() + " and " + time + " >= ?";
    }

    /**
     * What was created between two times and has not changed since: the id, and when the row was committed, in
     * microseconds since 1970. Later changes would have taken the row's first time with them.
     */
    String arrivalsQuery() {
        return "select " + id + ", " + micros("xmin") + " from " + table + " where revision = 1 and " + time
                + " >= ? and " + time + " < ?";
    }

    /** The id and when the first event was committed, of entities by their persistence ids. */
    static String departuresQuery() {
        return "select split_part(persistence_id, '|', 2), " + micros("xmin")
                + " from event_journal where persistence_id = any(?) and sequence_number = 1";
    }

    String persistenceId(String entity) {
        return entityType + "|" + entity;
    }

    private static String micros(String transaction) {
        return "(extract(epoch from pg_xact_commit_timestamp(" + transaction + ")) * 1000000)::bigint";
    }

    @Override
    public String toString() {
        return label;
    }
}
