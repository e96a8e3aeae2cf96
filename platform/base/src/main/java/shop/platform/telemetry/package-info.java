/**
 * Metrics and traces: the list of what is measured, and the OpenTelemetry SDK of a node. It knows nothing of what it measures: each concern counts and times itself, by the names that stand here.
 */
package shop.platform.telemetry;
