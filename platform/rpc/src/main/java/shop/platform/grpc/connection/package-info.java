/**
 * The connections of the API's port: how many there may be, of whom, and what they may send. It knows bytes and frames, and
 * nothing of calls.
 */
package shop.platform.grpc.connection;
