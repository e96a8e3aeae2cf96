package shop.order;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "shop.order", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
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
                    "shop.order.api..",
                    "shop.order.query..");

    @ArchTest
    static final ArchRule theReadModelKnowsNoContract = noClasses()
            .that()
            .resideInAPackage("..query..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc..", "com.google..", "shop.contract..", "shop.platform.grpc..", "shop.order.api..");

    @ArchTest
    static final ArchRule theApiKnowsNoSql = noClasses()
            .that()
            .resideInAPackage("..api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..");

    @ArchTest
    static final ArchRule servicesDoNotKnowEachOther =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("shop.user..");
}
