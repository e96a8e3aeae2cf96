/**
 * The record of who changed what and who was refused: one entry a call, in hash chains in the service's database, with what
 * writes, verifies, exports and deletes them. It knows no service's events and neither their names nor their e-mail addresses.
 */
package shop.platform.audit;
