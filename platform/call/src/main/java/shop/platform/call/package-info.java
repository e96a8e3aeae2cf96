/**
 * What every call has, whichever side and transport it is on: a deadline, and failures in Google's error model. It knows gRPC's
 * status codes and error details, and neither servers nor channels.
 */
package shop.platform.call;
