/**
 * The client side of calls to other services: a channel that follows Akka Discovery, and what each call carries along. It
 * knows no service, and nothing of what is done when a call fails; see {@code shop.platform.resilience} for that.
 */
package shop.platform.grpc.client;
