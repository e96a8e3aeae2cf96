package shop.platform.grpc.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/** Groups addresses into sources. */
public final class Networks {
    private static final int PREFIX_BYTES = 8;

    private Networks() {}

    /** An IPv4 address; of an IPv6 address its /64, within which one host may take as many addresses as it likes. */
    public static String of(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.ofDelimiter(":").formatHex(address.getAddress(), 0, PREFIX_BYTES) + "::/64"
                : address.getHostAddress();
    }
}
