/**
 * The deadline of every call, on both sides and any transport, and failures in Google's error model. It knows gRPC's
 * status codes and error details, but neither servers nor channels.
 */
package shop.platform.call;
