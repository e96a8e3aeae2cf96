/**
 * TLS with certificates from files, read anew while the node runs, and who the peer is by its certificate. It knows
 * neither what is sent over the connections nor what a peer may do.
 */
package shop.platform.tls;
