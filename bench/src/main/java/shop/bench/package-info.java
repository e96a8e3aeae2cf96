/**
 * Measures the running services from outside, beside yardsticks measured in the same run, and writes a report.
 * It must not know how a service works inside: it sees the contract, the database and the processes.
 */
package shop.bench;
