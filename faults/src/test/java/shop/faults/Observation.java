package shop.faults;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import shop.contract.order.ListOrdersRequest;
import shop.contract.order.events.OrderEvent;
import shop.contract.user.ListUsersRequest;
import shop.contract.user.events.UserEvent;
import shop.faults.check.Ending;
import shop.faults.check.Ending.Event;
import shop.faults.check.State;
import shop.faults.load.Answers;
import shop.faults.load.Nodes;
import shop.faults.load.Rpc;
import shop.faults.system.Database;
import shop.faults.system.Place;
import shop.faults.system.Stack;

/** Looks at all places to which entities are carried. Not thread-safe. */
final class Observation implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int PAGE = 500;

    private final Nodes nodes;
    private final Database database;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, List<Event>> published = new HashMap<>();

    Observation(Stack stack, Nodes nodes) {
        this.nodes = nodes;
        database = stack.database();
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", stack.kafkaAddress(),
                        "isolation.level", "read_committed",
                        "request.timeout.ms", "5000",
                        "default.api.timeout.ms", "20000"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var partitions = new ArrayList<TopicPartition>();
        for (var topic : List.of("user-events", "order-events")) {
            consumer.partitionsFor(topic)
                    .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /**
     * Looks.
     *
     * @param tag with which the names of the users begin
     * @param users of whose orders the list is wanted
     */
    Ending look(String tag, List<String> users, Set<String> calls) throws SQLException {
        readTopics();
        var listed = new HashMap<String, State>();
        listUsers(tag, listed);
        users.forEach(user -> listOrders(user, listed));
        var entities = new HashSet<>(listed.keySet());
        entities.addAll(users);
        var events = new HashMap<>(published);
        events.keySet().retainAll(entities);
        return new Ending(listed, events, replica(users), open(), audit(calls));
    }

    private void readTopics() {
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (var received : consumer.poll(Duration.ofMillis(500))) {
                var event = received.topic().equals("user-events") ? user(received.value()) : order(received.value());
                add(received.key(), event);
            }
        }
    }

    /** Records may come more than once. */
    private void add(String key, Event event) {
        var events = published.computeIfAbsent(key, entity -> new ArrayList<>());
        if (!events.contains(event)) {
            events.add(event);
        }
    }

    private static Event user(byte[] value) {
        var event = parse(UserEvent.parser(), value);
        return new Event(event.getRevision(), event.getEventCase().name());
    }

    private static Event order(byte[] value) {
        var event = parse(OrderEvent.parser(), value);
        return new Event(event.getRevision(), event.getEventCase().name());
    }

    private static <M> M parse(Parser<M> parser, byte[] value) {
        try {
            return parser.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("record: no message of the contract", e);
        }
    }

    private void listUsers(String tag, Map<String, State> listed) {
        var token = "";
        do {
            var page = nodes.call(
                    Place.USERS.get(0),
                    Rpc.LIST_USERS,
                    ListUsersRequest.newBuilder()
                            .setNamePrefix(tag)
                            .setPageSize(PAGE)
                            .setPageToken(token)
                            .build(),
                    UUID.randomUUID().toString(),
                    DEADLINE);
            page.getUsersList().forEach(user -> listed.put(user.getId(), Answers.state(user)));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
    }

    private void listOrders(String user, Map<String, State> listed) {
        var token = "";
        do {
            var page = nodes.call(
                    Place.ORDERS.get(0),
                    Rpc.LIST_ORDERS,
                    ListOrdersRequest.newBuilder()
                            .setUserId(user)
                            .setPageSize(PAGE)
                            .setPageToken(token)
                            .build(),
                    UUID.randomUUID().toString(),
                    DEADLINE);
            page.getOrdersList().forEach(order -> listed.put(order.getId(), Answers.state(order)));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
    }

    private Map<String, State> replica(List<String> users) throws SQLException {
        var replica = new HashMap<String, State>();
        query(
                "shop_orders",
                "select user_id::text, revision, status from user_replica where user_id::text = any(?)",
                users,
                (id, row) -> replica.put(id, new State(Long.parseLong(row.get(0)), row.get(1), "", "")));
        return replica;
    }

    private List<String> open() throws SQLException {
        var open = new ArrayList<String>();
        query(
                "shop_orders",
                "select order_id::text from open_orders where ?::text[] is not null",
                List.of(),
                (id, row) -> open.add(id));
        return open;
    }

    private List<String> audit(Set<String> calls) throws SQLException {
        var entries = new ArrayList<String>();
        for (var service : List.of("shop_users", "shop_orders")) {
            query(
                    service,
                    "select request_id from audit_entry where request_id = any(?)",
                    List.copyOf(calls),
                    (id, row) -> entries.add(id));
        }
        return entries;
    }

    private void query(String name, String sql, List<String> parameter, BiConsumer<String, List<String>> row)
            throws SQLException {
        try (var connection = database.connect(name);
                var statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", parameter.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var values = new ArrayList<String>();
                    for (int i = 2; i <= rows.getMetaData().getColumnCount(); i++) {
                        values.add(rows.getString(i));
                    }
                    row.accept(rows.getString(1), values);
                }
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
