package shop.user;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "shop.user", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Those that are started otherwise would answer and lose writes after others have taken them over. */
    @ArchTest
    static final ArchRule entitiesAreStartedByThePlatform = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("akka.cluster.sharding.typed.javadsl.Entity");

    @ArchTest
    static final ArchRule theDomainKnowsNothingOfTheOutside = noClasses()
            .that()
            .resideInAPackage("..domain..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..",
                    "javax.sql..",
                    "io.grpc..",
                    "com.google..",
                    "org.apache.kafka..",
                    "shop.contract..",
                    "shop.platform.grpc..",
                    "shop.platform.projection..",
                    "shop.platform.messaging..",
                    "shop.user.api..",
                    "shop.user.messaging..",
                    "shop.user.query..");

    @ArchTest
    static final ArchRule theReadModelKnowsNoContract = noClasses()
            .that()
            .resideInAPackage("..query..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc..", "com.google..", "shop.contract..", "shop.platform.grpc..", "shop.user.api..");

    @ArchTest
    static final ArchRule theApiKnowsNoSql = noClasses()
            .that()
            .resideInAPackage("..api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..");

    @ArchTest
    static final ArchRule messagingKnowsNoGrpc = noClasses()
            .that()
            .resideInAPackage("..messaging..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "akka.grpc..", "shop.platform.grpc..", "shop.user.api..");

    @ArchTest
    static final ArchRule servicesDoNotKnowEachOther =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("shop.order..");
}
