/**
 * The client side of calls to other services: a channel that follows Akka Discovery, and the context of each call. It
 * knows no service, and does not handle failed calls; see {@code shop.platform.resilience} for that.
 */
package shop.platform.grpc.client;
