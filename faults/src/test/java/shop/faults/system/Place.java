package shop.faults.system;

import java.util.List;
import java.util.stream.Stream;
import shop.faults.host.Host;
import shop.faults.host.Network;

/** Every host, with the last part of its address. */
public enum Place {
    CLIENT("client", 1),
    USERS_0("users-0", 10),
    USERS_1("users-1", 11),
    USERS_2("users-2", 12),
    ORDERS_0("orders-0", 20),
    ORDERS_1("orders-1", 21),
    ORDERS_2("orders-2", 22),
    POSTGRES("postgres", 30),
    STANDBY("standby", 31),
    KAFKA("kafka", 40),
    CONSUL("consul", 50);

    public static final List<Place> USERS = List.of(USERS_0, USERS_1, USERS_2);
    public static final List<Place> ORDERS = List.of(ORDERS_0, ORDERS_1, ORDERS_2);
    public static final List<Place> NODES =
            Stream.concat(USERS.stream(), ORDERS.stream()).toList();

    private final String hostName;
    private final int number;

    Place(String hostName, int number) {
        this.hostName = hostName;
        this.number = number;
    }

    public String hostName() {
        return hostName;
    }

    /** Adds all hosts to an empty network. */
    public static void makeAll(Network network) {
        for (var place : values()) {
            network.host(place.hostName, place.number);
        }
    }

    public Host in(Network network) {
        return network.find(hostName, number);
    }

    @Override
    public String toString() {
        return hostName;
    }
}
