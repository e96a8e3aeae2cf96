/**
 * JSON over HTTP for methods that have a {@code google.api.http} option: routes, the mapping of requests to messages
 * and of answers and failures to JSON. It knows descriptors and served methods, and no service.
 */
package shop.platform.grpc.json;
