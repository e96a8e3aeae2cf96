/** Judges what callers were told. Pure: it knows histories and nothing of how they came about. */
package shop.faults.check;
