package shop.platform.journal;

import static shop.platform.telemetry.Telemetry.attributes;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.util.function.ToIntFunction;
import shop.platform.telemetry.Metric;
import shop.platform.telemetry.Telemetry;

/** Exports the state of a connection pool. */
final class PoolMetrics {
    private static final String POOL = "db.client.connection.pool.name";
    private static final String STATE = "db.client.connection.state";

    private PoolMetrics() {}

    static void register(Telemetry telemetry, HikariDataSource pool) {
        var name = pool.getPoolName();
        var self = attributes(POOL, name);
        var used = attributes(POOL, name, STATE, "used");
        var idle = attributes(POOL, name, STATE, "idle");
        telemetry.gauge(Metric.DB_CONNECTIONS, gauge -> {
            gauge.record(count(pool, HikariPoolMXBean::getActiveConnections), used);
            gauge.record(count(pool, HikariPoolMXBean::getIdleConnections), idle);
        });
        telemetry.gauge(Metric.DB_CONNECTIONS_MAX, gauge -> gauge.record(pool.getMaximumPoolSize(), self));
        telemetry.gauge(
                Metric.DB_CONNECTIONS_WAITING,
                gauge -> gauge.record(count(pool, HikariPoolMXBean::getThreadsAwaitingConnection), self));
    }

    /** A pool that was never used has no bean yet. */
    private static int count(HikariDataSource pool, ToIntFunction<HikariPoolMXBean> figure) {
        var bean = pool.getHikariPoolMXBean();
        return bean == null ? 0 : figure.applyAsInt(bean);
    }
}
