/**
 * What a node reads and writes at the Kubernetes API, only about its own pod: the version of its rollout, and which pod
 * is to be removed last. Discovery of peers is Akka's. It knows no service, and nothing here is needed for serving.
 */
package shop.platform.kubernetes;
