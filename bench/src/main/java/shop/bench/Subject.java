package shop.bench;

/** What is measured: a call of the service, or a yardstick. */
enum Subject {
    BATCHES("(a) batched inserts, plain JDBC"),
    COMMITS("(b) one row a commit, plain JDBC"),
    AKKA("(c) constant answer, Akka gRPC"),
    GRPC("(d) constant answer, grpc-java"),
    GET_USER("GetUser"),
    GET_ANY_USER("GetUser of any user"),
    CREATE_USER("CreateUser");

    private final String label;

    Subject(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
