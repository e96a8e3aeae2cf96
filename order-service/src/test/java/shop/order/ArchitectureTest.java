package shop.order;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;

@AnalyzeClasses(packages = "shop.order", importOptions = ImportOption.DoNotIncludeTests.class)
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
                    "shop.platform.resilience..",
                    "shop.order.api..",
                    "shop.order.query..",
                    "shop.order.users..",
                    "shop.order.messaging..",
                    "shop.order.process..",
                    "shop.order.wire..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("shop.order.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theReadModelKnowsNoContract = noClasses()
            .that()
            .resideInAPackage("..query..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc..", "com.google..", "shop.contract..", "shop.platform.grpc..", "shop.order.api..");

    @ArchTest
    static final ArchRule theApiKnowsNoSqlAndNoKafka = noClasses()
            .that()
            .resideInAPackage("..api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..",
                    "org.apache.kafka..",
                    "shop.platform.messaging..",
                    "shop.order.messaging..",
                    "shop.order.process..");

    /** What it says of a user is all that it shares with orders. */
    @ArchTest
    static final ArchRule theDirectoryOfUsersKnowsNoOrders = noClasses()
            .that()
            .resideInAPackage("..users..")
            .should()
            .dependOnClassesThat(resideInAPackage("shop.order.domain..")
                    .and(not(belongToAnyOf(UserStanding.class, VerifiedBy.class))));

    @ArchTest
    static final ArchRule messagingKnowsNoGrpc = noClasses()
            .that()
            .resideInAPackage("..messaging..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "akka.grpc..", "shop.platform.grpc..", "shop.order.api..")
            .allowEmptyShould(true);

    /** What comes and goes by Kafka is translated before it gets here. */
    @ArchTest
    static final ArchRule theProcessKnowsNoContract = noClasses()
            .that()
            .resideInAPackage("..process..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc..",
                    "akka.grpc..",
                    "com.google..",
                    "org.apache.kafka..",
                    "shop.contract..",
                    "shop.platform.messaging..",
                    "shop.order.api..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule servicesDoNotKnowEachOther =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("shop.user..");
}
