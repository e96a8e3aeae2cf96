/**
 * Limits per caller on one node: calls per second, and open streams. It knows callers and calls, but neither what a
 * call does nor what a caller may do.
 */
package shop.platform.limits;
