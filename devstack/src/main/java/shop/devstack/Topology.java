package shop.devstack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * The whole system on one page: what runs, on which ports, with which environment. Infrastructure starts first, all of
 * it at once; then the services, all of them at once; the end comes in reverse.
 */
record Topology(
        int postgresPort,
        int kafkaPort,
        int kafkaControllerPort,
        int consulPort,
        int consolePort,
        int tracesPort,
        List<Node> nodes) {
    static final int MAX_NODES = 9;

    private static final int POSTGRES = 15432;
    private static final int KAFKA = 9092;
    private static final int KAFKA_CONTROLLER = 9093;
    private static final int CONSUL = 8500;
    private static final int CONSOLE = 9000;
    private static final int TRACES = 4318;

    /** The ports of the list are those of the first node; each further node's are so much higher. */
    private static final int PORT_STEP = 100;

    /** One process of a service. */
    record Node(ServiceEntry service, String name, int port, int managementPort, int arteryPort) {}

    /** @param ports turns the port by the book into the one to be used */
    static Topology of(ServiceList services, int nodesOfEachService, IntUnaryOperator ports) {
        var nodes = new ArrayList<Node>();
        for (var service : services.all()) {
            for (int i = 0; i < nodesOfEachService; i++) {
                nodes.add(new Node(
                        service,
                        service.name() + "-" + i,
                        ports.applyAsInt(service.port() + i * PORT_STEP),
                        ports.applyAsInt(service.managementPort() + i * PORT_STEP),
                        ports.applyAsInt(service.arteryPort() + i * PORT_STEP)));
            }
        }
        return new Topology(
                ports.applyAsInt(POSTGRES),
                ports.applyAsInt(KAFKA),
                ports.applyAsInt(KAFKA_CONTROLLER),
                ports.applyAsInt(CONSUL),
                ports.applyAsInt(CONSOLE),
                ports.applyAsInt(TRACES),
                List.copyOf(nodes));
    }

    /** The same infrastructure under other nodes. */
    Topology with(List<Node> others) {
        return new Topology(postgresPort, kafkaPort, kafkaControllerPort, consulPort, consolePort, tracesPort, others);
    }

    List<ServiceEntry> services() {
        return nodes.stream().map(Node::service).distinct().toList();
    }

    List<String> databases() {
        return nodes.stream()
                .map(node -> node.service().localDatabase())
                .distinct()
                .toList();
    }

    /** What each port is for, in the order in which a person would look for it. */
    Map<Integer, String> ports(boolean withConsul) {
        var ports = new LinkedHashMap<Integer, String>();
        ports.put(postgresPort, "postgres");
        ports.put(kafkaPort, "kafka");
        ports.put(kafkaControllerPort, "kafka controller");
        if (withConsul) {
            ports.put(consulPort, "consul");
        }
        ports.put(consolePort, "console");
        ports.put(tracesPort, "traces");
        for (var node : nodes) {
            ports.put(node.port(), node.name());
            ports.put(node.managementPort(), node.name() + " management");
            ports.put(node.arteryPort(), node.name() + " cluster");
        }
        return ports;
    }

    Map<String, String> environment(Node node, String databaseUrl, boolean withConsul) {
        var peers = nodes.stream()
                .filter(peer -> peer.service().equals(node.service()))
                .toList();
        var environment = new LinkedHashMap<String, String>();
        environment.put("SHOP_PROFILE", "dev");
        environment.put("SHOP_HOST", "127.0.0.1");
        environment.put("SHOP_GRPC_PORT", Integer.toString(node.port()));
        environment.put("SHOP_MANAGEMENT_PORT", Integer.toString(node.managementPort()));
        environment.put("SHOP_ARTERY_PORT", Integer.toString(node.arteryPort()));
        environment.put("SHOP_REQUIRED_CONTACT_POINTS", Integer.toString(peers.size()));
        environment.put("SHOP_DATABASE_URL", databaseUrl);
        environment.put("SHOP_DATABASE_USER", node.service().localRole());
        environment.put("SHOP_DATABASE_MIGRATION_USER", PostgresServer.SUPERUSER);
        environment.put("SHOP_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + kafkaPort);
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + tracesPort);
        if (withConsul) {
            environment.put("SHOP_DISCOVERY", "akka-consul");
            environment.put("CONSUL_HOST", "127.0.0.1");
            environment.put("CONSUL_PORT", Integer.toString(consulPort));
            return environment;
        }
        environment.put("SHOP_DISCOVERY", "config");
        environment.put(
                "SHOP_CONTACT_POINTS",
                peers.stream().map(peer -> "127.0.0.1:" + peer.managementPort()).collect(Collectors.joining(",")));
        environment.put(
                "SHOP_SERVICES",
                services().stream()
                        .filter(other -> !other.equals(node.service()))
                        .map(this::endpoints)
                        .collect(Collectors.joining(";")));
        return environment;
    }

    private String endpoints(ServiceEntry service) {
        return nodes.stream()
                .filter(node -> node.service().equals(service))
                .map(node -> "127.0.0.1:" + node.port())
                .collect(Collectors.joining(",", service.name() + "=", ""));
    }
}
