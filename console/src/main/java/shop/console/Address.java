package shop.console;

/**
 * Where a node is.
 *
 * @param service by which discovery knows it
 * @param api host and port of the public API, by which the node is known
 * @param management host and port of its management interface, empty when not known
 */
record Address(String service, String api, String management) {}
