/** The system on hosts of its own: what runs where, with which settings, and how it is got ready again. */
package shop.faults.system;
