package shop.bench;

/** What is measured: a call of a service, or a yardstick. */
enum Subject {
    BATCHES("(a) batched inserts, plain JDBC"),
    COMMITS("(b) one row per commit, plain JDBC"),
    FENCED_COMMITS("(f) as (b), with the fence's check"),
    LONE_COMMITS("(g) as (b), on one connection"),
    AKKA("(c) constant answer, Akka gRPC"),
    GRPC("(d) constant answer, grpc-java"),
    EMPTY("(e) empty call, user-service itself"),
    GET_USER("GetUser"),
    GET_ANY_USER("GetUser of any user"),
    GET_USER_OBSERVED("GetUser, observed"),
    GET_USER_UNOBSERVED("GetUser, unobserved"),
    CREATE_USER("CreateUser"),
    GET_ORDER("GetOrder"),
    CREATE_ORDER("CreateOrder"),
    CREATE_ORDER_BEFORE("CreateOrder before the outage"),
    GET_ORDER_BEFORE("GetOrder before the outage"),
    CREATE_ORDER_DURING("CreateOrder, user-service frozen"),
    GET_ORDER_DURING("GetOrder, user-service frozen"),
    CREATE_USER_OVERLOAD("CreateUser, overload"),
    HEALTH("health check, overload");

    private final String label;

    Subject(String label) {
        this.label = label;
    }

    /** Whether it counts rows, under one load that serves as a yardstick for all. */
    boolean inserts() {
        return this == BATCHES || this == COMMITS || this == FENCED_COMMITS || this == LONE_COMMITS;
    }

    @Override
    public String toString() {
        return label;
    }
}
