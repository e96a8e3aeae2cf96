/**
 * The record of changes and denials: one entry per call, in hash chains in the service's database, and the code that
 * writes, verifies, exports and deletes entries. It knows no service's events, names or e-mail addresses.
 */
package shop.platform.audit;
