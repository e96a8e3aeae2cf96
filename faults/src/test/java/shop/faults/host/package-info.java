/** Hosts made of network namespaces, and what can be done to them: cuts, loss, frozen and killed processes, wrong clocks. */
package shop.faults.host;
