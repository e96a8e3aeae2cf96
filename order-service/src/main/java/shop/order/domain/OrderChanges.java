package shop.order.domain;

import java.util.List;
import shop.platform.cluster.CborSerializable;

/**
 * What became of an order, told to those who have subscribed to it.
 *
 * @param revision of the order now; 0: there is no such order
 * @param changes the order after each change that is new to the subscriber, in their order
 */
public record OrderChanges(String orderId, long revision, List<OrderDetails> changes)
        implements OrderWatches.Message, CborSerializable {}
