/**
 * Metrics, traces and log levels: the list of what is measured, the OpenTelemetry SDK of a node, and its pages on the management
 * port. It knows nothing of what it measures: each concern counts and times itself, by the names that stand here.
 */
package shop.platform.telemetry;
