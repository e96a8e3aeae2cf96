/** The real components of the system on one machine, and the launcher that starts all of it. It knows no service's code. */
package shop.devstack;
