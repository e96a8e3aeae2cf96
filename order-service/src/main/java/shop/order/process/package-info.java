/**
 * What is still to be done about open orders: verify those that are pending, cancel those of deactivated users. It survives
 * restarts and moves with the cluster. It knows nothing of gRPC or Kafka.
 */
package shop.order.process;
