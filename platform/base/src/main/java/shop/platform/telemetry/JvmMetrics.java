package shop.platform.telemetry;

import static shop.platform.telemetry.Telemetry.attributes;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import io.opentelemetry.api.common.Attributes;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** What the JVM says of itself. OpenTelemetry's own instrumentation has no stable version. */
public final class JvmMetrics {
    private static final Attributes HEAP = attributes("jvm.memory.type", "heap");
    private static final Attributes NON_HEAP = attributes("jvm.memory.type", "non_heap");

    private JvmMetrics() {}

    /**
     * Begins to measure.
     *
     * @return ends what the JVM would otherwise keep for ever
     */
    public static Runnable register(Telemetry telemetry) {
        var memory = ManagementFactory.getMemoryMXBean();
        telemetry.gauge(Metric.JVM_MEMORY_USED, gauge -> {
            gauge.record(memory.getHeapMemoryUsage().getUsed(), HEAP);
            gauge.record(memory.getNonHeapMemoryUsage().getUsed(), NON_HEAP);
        });
        telemetry.gauge(
                Metric.JVM_MEMORY_LIMIT,
                gauge -> gauge.record(memory.getHeapMemoryUsage().getMax(), HEAP));
        telemetry.gauge(Metric.JVM_MEMORY_AFTER_GC, gauge -> gauge.record(heapAfterCollection(), HEAP));
        var threads = ManagementFactory.getThreadMXBean();
        telemetry.gauge(Metric.JVM_THREADS, gauge -> gauge.record(threads.getThreadCount()));
        var processors = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        telemetry.gauge(Metric.JVM_CPU, gauge -> gauge.record(Math.max(0, processors.getProcessCpuLoad())));
        return listenToCollectors(telemetry);
    }

    private static double heapAfterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(usage -> usage != null)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    private static Runnable listenToCollectors(Telemetry telemetry) {
        List<Runnable> ends = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> collector instanceof NotificationEmitter)
                .map(collector -> listen(telemetry, collector))
                .toList();
        return () -> ends.forEach(Runnable::run);
    }

    private static Runnable listen(Telemetry telemetry, GarbageCollectorMXBean collector) {
        var durations = telemetry.histogram(Metric.JVM_GC_DURATION);
        var name = attributes("jvm.gc.name", collector.getName());
        var emitter = (NotificationEmitter) collector;
        NotificationListener listener = (notification, handback) -> {
            if (isCollection(notification)) {
                durations.record(seconds(notification), name);
            }
        };
        emitter.addNotificationListener(listener, null, null);
        return () -> remove(emitter, listener);
    }

    private static boolean isCollection(Notification notification) {
        return notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION);
    }

    private static double seconds(Notification notification) {
        var info = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
        return info.getGcInfo().getDuration() / (double) TimeUnit.SECONDS.toMillis(1);
    }

    private static void remove(NotificationEmitter emitter, NotificationListener listener) {
        try {
            emitter.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
            // Ended before.
        }
    }
}
