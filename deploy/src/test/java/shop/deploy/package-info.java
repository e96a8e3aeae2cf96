/** Holds what is delivered beside the jars to its promises, by reading it as those who take it will. Runs none of it. */
package shop.deploy;
