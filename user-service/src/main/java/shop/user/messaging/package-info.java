/** Events of users on their way to Kafka. It knows nothing of gRPC and lets no personal data out. */
package shop.user.messaging;
