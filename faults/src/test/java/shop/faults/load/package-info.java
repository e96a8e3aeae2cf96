/** Callers of both services through all nodes, who write down what they were told. */
package shop.faults.load;
