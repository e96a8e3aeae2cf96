package shop.order;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import shop.order.domain.UserStanding;
import shop.order.domain.VerifiedBy;
import shop.testkit.ArchitecturePromises;

@AnalyzeClasses(packages = "shop.order", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests promises = ArchTests.in(ArchitecturePromises.class);

    @ArchTest
    static final ArchRule theApiKnowsNotTheProcess = noClasses()
            .that()
            .resideInAPackage("..api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("shop.platform.messaging..", "shop.order.process..");

    /** What it says of a user is all that it shares with orders. */
    @ArchTest
    static final ArchRule theDirectoryOfUsersKnowsNoOrders = noClasses()
            .that()
            .resideInAPackage("..users..")
            .should()
            .dependOnClassesThat(resideInAPackage("shop.order.domain..")
                    .and(not(belongToAnyOf(UserStanding.class, VerifiedBy.class))));

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
                    "shop.order.api..");
}
