/**
 * The connections of the API's port: their maximum number per source and in total, and what they may send. It knows
 * bytes and frames, but no calls.
 */
package shop.platform.grpc.connection;
