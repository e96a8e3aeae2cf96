/** The read model of orders: what fills it from events, and what queries it. It knows nothing of gRPC. */
package shop.order.query;
