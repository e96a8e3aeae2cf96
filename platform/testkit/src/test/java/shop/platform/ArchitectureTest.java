package shop.platform;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the class paths of the modules cannot enforce: whom the platform must not know, and that each concern keeps to itself. */
@AnalyzeClasses(packages = "shop", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    /** The one place where failures become answers has to tell those of the storage from others. */
    private static final String KNOWS_EVERY_FAILURE = "ErrorMapper";

    @ArchTest
    static final ArchRule platformKnowsNoService = noClasses()
            .that()
            .resideInAPackage("shop.platform..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "shop.user..",
                    "shop.order..",
                    "shop.contract.user..",
                    "shop.contract.order..",
                    "shop.devstack..",
                    "shop.bench..");

    @ArchTest
    static final ArchRule onlySecurityKnowsTheAccessRules = noClasses()
            .that()
            .resideInAPackage("shop.platform..")
            .and()
            .resideOutsideOfPackages("shop.platform.security..", "shop.platform.openapi..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("shop.contract.access..", "com.nimbusds..");

    @ArchTest
    static final ArchRule concernsHaveNoCycles =
            slices().matching("shop.platform.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule sqlIsForTheDatabasesOwnConcerns = noClasses()
            .that()
            .resideInAPackage("shop.platform..")
            .and()
            .resideOutsideOfPackages(
                    "shop.platform.journal..",
                    "shop.platform.projection..",
                    "shop.platform.messaging..",
                    "shop.platform.audit..",
                    "shop.platform.fencing..",
                    "shop.platform.leases..",
                    "shop.platform.history..",
                    "shop.platform.cluster..")
            .and()
            .doNotHaveSimpleName(KNOWS_EVERY_FAILURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..", "slick..");

    @ArchTest
    static final ArchRule theClusterKnowsNothingOfWhatTheNodeServes = noClasses()
            .that()
            .resideInAPackage("shop.platform.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc..",
                    "akka.grpc..",
                    "akka.persistence..",
                    "akka.projection..",
                    "com.google.protobuf..",
                    "shop.discovery..",
                    "shop.platform.grpc..",
                    "shop.platform.journal..",
                    "shop.platform.projection..");

    @ArchTest
    static final ArchRule callsKnowNoStorage = noClasses()
            .that()
            .resideInAPackage("shop.platform.grpc..")
            .and()
            .doNotHaveSimpleName(KNOWS_EVERY_FAILURE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("akka.persistence..");

    @ArchTest
    static final ArchRule telemetryKnowsNothingOfWhatItMeasures = noClasses()
            .that()
            .resideInAPackage("shop.platform.telemetry..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("shop.platform..").and(resideOutsideOfPackage("shop.platform.telemetry..")));

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = classes()
            .that()
            .resideInAPackage("shop.platform..")
            .should()
            .haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl)");
}
