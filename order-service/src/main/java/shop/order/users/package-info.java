/**
 * Whether a user may order: asked of user-service through the guard, and of the replica when that does not answer. It knows
 * nothing of orders.
 */
package shop.order.users;
