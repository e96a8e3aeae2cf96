package shop.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.regex.Pattern;

/**
 * Walls inside every service, whose packages are {@code shop.SERVICE.domain}, {@code api}, {@code query} and {@code messaging}. Its
 * test of architecture names them by {@code ArchTests.in(ArchitecturePromises.class)}.
 */
public final class ArchitecturePromises {
    private static final String[] DATABASE = {"java.sql..", "javax.sql..", "shop.platform.journal.."};
    private static final String[] CONTRACT = {"io.grpc..", "com.google..", "shop.contract..", "shop.platform.grpc.."};

    /** Those that are started otherwise would answer and lose writes after others have taken them over. */
    @ArchTest
    public static final ArchRule entitiesAreStartedByThePlatform = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("akka.cluster.sharding.typed.javadsl.Entity");

    @ArchTest
    public static final ArchRule theDomainKnowsNothingOfTheOutside = noClasses()
            .that()
            .resideInAPackage("shop.*.domain..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(DATABASE)
                    .or(resideInAnyPackage("io.grpc..", "com.google..", "org.apache.kafka.."))
                    .or(resideInAnyPackage("shop..")
                            .and(resideOutsideOfPackage("shop.*.domain.."))
                            .and(resideOutsideOfPackage("shop.platform.cluster.."))
                            .and(resideOutsideOfPackage("shop.platform.entity.."))
                            .and(resideOutsideOfPackage("shop.platform.eventsourced.."))
                            .and(resideOutsideOfPackage("shop.platform.text.."))));

    @ArchTest
    public static final ArchRule packagesHaveNoCycles =
            slices().matching("shop.*.(*)..").should().beFreeOfCycles();

    @ArchTest
    public static final ArchRule theReadModelKnowsNoContract = noClasses()
            .that()
            .resideInAPackage("shop.*.query..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(CONTRACT).or(resideInAnyPackage("shop.*.api..")));

    @ArchTest
    public static final ArchRule theApiKnowsNoSqlAndNoKafka = noClasses()
            .that()
            .resideInAPackage("shop.*.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.apache.kafka..", "shop.*.messaging..");

    @ArchTest
    public static final ArchRule messagingKnowsNoGrpc = noClasses()
            .that()
            .resideInAPackage("shop.*.messaging..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "akka.grpc..", "shop.platform.grpc..", "shop.*.api..");

    /** What they share is the contract. */
    @ArchTest
    public static final ArchRule servicesDoNotKnowEachOther = classes()
            .should(new ArchCondition<>("know no other service") {
                private static final Pattern SERVICE =
                        Pattern.compile("shop\\.(?!platform|contract|discovery|commandline)(\\w+).*");

                @Override
                public void check(JavaClass one, ConditionEvents events) {
                    one.getDirectDependenciesFromSelf().stream()
                            .filter(dependency -> !serviceOf(dependency.getTargetClass())
                                    .matches("|" + Pattern.quote(serviceOf(one))))
                            .forEach(other -> events.add(SimpleConditionEvent.violated(one, other.getDescription())));
                }

                private static String serviceOf(JavaClass type) {
                    var name = SERVICE.matcher(type.getBaseComponentType().getPackageName());
                    return name.matches() ? name.group(1) : "";
                }
            });

    private ArchitecturePromises() {}
}
