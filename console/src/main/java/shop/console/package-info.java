/**
 * The console: one page on which a person sees the running system and makes trouble for it. Knows the system from outside only:
 * Consul, the public API, management and metrics. It must not know the platform, a service or the devstack.
 */
package shop.console;
