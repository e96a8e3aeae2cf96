/**
 * What a node asks the Kubernetes API for and tells it, about its own pod alone: the version of its rollout, and which pod is to be
 * removed last. Discovery of peers is Akka's. It knows no service, and nothing here is needed for serving.
 */
package shop.platform.kubernetes;
