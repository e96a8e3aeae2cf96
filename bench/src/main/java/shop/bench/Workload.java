package shop.bench;

/** The calls that a run makes, over the users and the orders that it has created so far. */
record Workload(
        Acknowledged users,
        Acknowledged orders,
        Confirmations confirmations,
        Operation<?, ?> createUser,
        Operation<?, ?> getUser,
        Operation<?, ?> createOrder,
        Operation<?, ?> getOrder) {

    static Workload of(Options options) {
        var workingSet = options.workingSet();
        var users = new Acknowledged();
        var orders = new Acknowledged();
        var confirmations = new Confirmations();
        return new Workload(
                users,
                orders,
                confirmations,
                UserCalls.create(users, options.requestId()),
                UserCalls.get(users, workingSet),
                OrderCalls.create(users, workingSet, orders, confirmations),
                OrderCalls.get(orders, workingSet));
    }
}
