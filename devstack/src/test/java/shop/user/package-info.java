/** Stands in for user-service where only the launcher is on trial. It knows nothing but its environment. */
package shop.user;
