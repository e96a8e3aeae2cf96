package shop.platform.journal;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Failure;
import scala.util.Success;
import scala.util.Try;

/** The few Scala types of the plugin's interfaces, seen from Java. */
final class ScalaEdge {
    private ScalaEdge() {}

    static <T> Future<T> future(CompletionStage<T> stage) {
        return FutureConverters.asScala(stage);
    }

    static Future<BoxedUnit> unit(CompletionStage<?> stage) {
        return future(stage.thenApply(done -> BoxedUnit.UNIT));
    }

    static <T> Try<T> attempt(Supplier<T> supplier) {
        try {
            return new Success<>(supplier.get());
        } catch (Exception e) { // Scala throws checked exceptions undeclared

            return new Failure<>(e);
        }
    }

    static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toList();
    }

    static <T> List<T> list(Seq<T> seq) {
        return CollectionConverters.asJava(seq);
    }
}
