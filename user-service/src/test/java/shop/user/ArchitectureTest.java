package shop.user;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import shop.testkit.ArchitecturePromises;

@AnalyzeClasses(packages = "shop.user", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests promises = ArchTests.in(ArchitecturePromises.class);
}
