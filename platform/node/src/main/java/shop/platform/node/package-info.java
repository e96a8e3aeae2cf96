/**
 * A node of a service, put together from the other packages in the order in which it starts and stops, and its
 * management port. It knows no
 * service; what a service brings comes through {@link shop.platform.node.Service}.
 */
package shop.platform.node;
