package shop.discovery.consul;

import akka.actor.ActorSystem;
import akka.discovery.Discovery;
import akka.discovery.Lookup;
import akka.discovery.ServiceDiscovery;
import akka.discovery.ServiceDiscovery.ResolvedTarget;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import scala.jdk.javaapi.CollectionConverters;

/** An actor system whose discovery is the agent on a port of loopback; its retries are quick enough for a test. */
final class TestSystem implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final ActorSystem akka;

    TestSystem(int consulPort, String... settings) {
        var own = ConfigFactory.parseString(String.join("\n", settings));
        akka = ActorSystem.create(
                "test",
                own.withFallback(ConfigFactory.parseString("""
                akka {
                  loggers = ["akka.event.slf4j.Slf4jLogger"]
                  logging-filter = "akka.event.slf4j.Slf4jLoggingFilter"
                  loglevel = WARNING
                  coordinated-shutdown.exit-jvm = off
                  coordinated-shutdown.run-by-jvm-shutdown-hook = off
                  discovery.method = akka-consul
                  discovery.akka-consul {
                    consul-port = %d
                    registration.check-interval = 500ms
                    backoff.max = 500ms
                  }
                }
                """.formatted(consulPort)))
                        .withFallback(ConfigFactory.load()));
    }

    ConsulCatalog catalog() {
        return ConsulCatalog.get(akka);
    }

    ConsulRegistration registration() {
        return ConsulRegistration.get(akka);
    }

    CompletionStage<ServiceDiscovery.Resolved> lookup(Lookup lookup, Duration timeout) {
        return Discovery.get(akka).discovery().lookup(lookup, timeout);
    }

    /** The targets as {@code host:port}, in order. */
    List<String> targets(Lookup lookup) {
        var resolved = await(lookup(lookup, PATIENCE));
        return CollectionConverters.asJava(resolved.addresses()).stream()
                .map(TestSystem::text)
                .sorted()
                .toList();
    }

    List<String> targets(String service) {
        return targets(Lookup.create(service));
    }

    private static String text(ResolvedTarget target) {
        return target.host() + (target.port().isDefined() ? ":" + target.port().get() : "");
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        akka.terminate();
        await(akka.getWhenTerminated());
    }
}
