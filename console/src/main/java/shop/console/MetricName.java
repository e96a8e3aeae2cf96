package shop.console;

/** The metrics that the page shows. Their meaning: docs/telemetry.md. */
enum MetricName {
    CALLS("rpc_server_call_duration_seconds"),
    OUTGOING_CALLS("rpc_client_call_duration_seconds"),
    PROJECTION_LAG_EVENTS("shop_projection_lag_events"),
    PROJECTION_LAG_SECONDS("shop_projection_lag_seconds"),
    CONSUMER_LAG("shop_consumer_lag_records"),
    DEAD_LETTERS("shop_dead_letters_total"),
    ORDERS_PENDING("shop_orders_pending"),
    ORDERS_PENDING_AGE("shop_orders_pending_oldest_age_seconds"),
    FALLBACKS("shop_guard_fallbacks_total"),
    ENTITIES("shop_entities_active"),
    HEAP("jvm_memory_used_bytes"),
    CPU("jvm_cpu_recent_utilization_ratio");

    private final String prometheus;

    MetricName(String prometheus) {
        this.prometheus = prometheus;
    }

    String prometheus() {
        return prometheus;
    }
}
