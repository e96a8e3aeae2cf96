/**
 * The server side of a service's API: gRPC, gRPC-Web, JSON over HTTP and health on one port, with the chain of
 * interceptors that every call shares. It knows no service, entity or database; it gets what it serves as protobuf
 * descriptors and implementations.
 */
package shop.platform.grpc;
