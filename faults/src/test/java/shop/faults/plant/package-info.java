/** Defects that a Java agent plants into nodes, and switches on and off while they run; the product knows nothing of it. */
package shop.faults.plant;
