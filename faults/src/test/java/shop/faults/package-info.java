/** The system on hosts of its own under faults, and whether its callers were told the truth; see docs/faults.md. */
package shop.faults;
