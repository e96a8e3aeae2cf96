/** The read model of users: what fills it from events, and what queries it. It knows nothing of gRPC. */
package shop.user.query;
