/** Which node runs the entities of a shard: Akka's leases, kept in the journal's database. */
package shop.platform.leases;
