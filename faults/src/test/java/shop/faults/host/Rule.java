package shop.faults.host;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which arriving packets are dropped.
 *
 * @param from the address that they come from
 * @param port TCP packets of this port alone; empty: all packets
 * @param portIsHere whether the port is this host's, or else the sender's
 * @param share of the packets that is lost, at random; empty: all
 */
public record Rule(String from, Optional<Integer> port, boolean portIsHere, OptionalDouble share) {
    public static Rule all(Host from) {
        return new Rule(from.address(), Optional.empty(), true, OptionalDouble.empty());
    }

    public static Rule toPort(Host from, int port) {
        return new Rule(from.address(), Optional.of(port), true, OptionalDouble.empty());
    }

    public static Rule fromPort(Host from, int port) {
        return new Rule(from.address(), Optional.of(port), false, OptionalDouble.empty());
    }

    public static Rule loss(Host from, double share) {
        return new Rule(from.address(), Optional.empty(), true, OptionalDouble.of(share));
    }

    String line() {
        var line = new StringBuilder("-A INPUT -s ").append(from);
        port.ifPresent(number -> line.append(" -p tcp ")
                .append(portIsHere ? "--dport " : "--sport ")
                .append(number));
        share.ifPresent(part ->
                line.append(" -m statistic --mode random --probability ").append(part));
        return line.append(" -j DROP").toString();
    }
}
