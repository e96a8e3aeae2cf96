/**
 * How much a caller may ask of a node: so many calls a second, by who is calling. It knows callers and calls, but neither
 * what a call does nor what a caller may do.
 */
package shop.platform.limits;
