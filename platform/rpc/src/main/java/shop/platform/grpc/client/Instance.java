package shop.platform.grpc.client;

import java.net.InetSocketAddress;

/**
 * Where calls can go.
 *
 * @param address resolved
 * @param weight its share of the calls beside the others', at least 1
 */
record Instance(InetSocketAddress address, int weight) {}
