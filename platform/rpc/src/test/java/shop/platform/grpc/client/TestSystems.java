package shop.platform.grpc.client;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.TimeUnit;

/** Actor systems that are no cluster. */
final class TestSystems {

    private TestSystems() {}

    static ActorSystem<Void> start(String settings) {
        return ActorSystem.create(
                Behaviors.empty(),
                "channel",
                ConfigFactory.parseString(settings)
                        .withFallback(ConfigFactory.parseString("""
                        akka {
                          actor.provider = local
                          loggers = ["akka.event.slf4j.Slf4jLogger"]
                          logging-filter = "akka.event.slf4j.Slf4jLoggingFilter"
                          log-dead-letters = off
                          coordinated-shutdown.exit-jvm = off
                          coordinated-shutdown.run-by-jvm-shutdown-hook = off
                        }
                        shop.profile = dev
                        shop.resilience.users = ${shop.resilience.default}
                        """))
                        .withFallback(ConfigFactory.load())
                        .resolve());
    }

    static void stop(ActorSystem<Void> system) {
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
