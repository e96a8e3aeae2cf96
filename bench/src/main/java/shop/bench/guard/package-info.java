/**
 * What the guard around a call costs, beside what the same costs with Resilience4j: benchmarks of single calls in one JVM. They
 * know the platform's guard and no service, no network and no load. After {@code ./mvnw package}:
 *
 * <pre>java -cp 'bench/target/bench-0.1.0.jar:bench/target/lib/*' org.openjdk.jmh.Main GuardBenchmark -prof gc</pre>
 */
package shop.bench.guard;
