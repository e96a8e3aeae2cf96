/** Whether alerts, runbooks and dashboards fit each other and the metrics that nodes have. Knows the files and the list of metrics. */
package shop.acceptance.observability;
