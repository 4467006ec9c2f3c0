package io.ticketgate.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The command judges by the domain alone: it needs no Keycloak, and has no rules of its own. */
@AnalyzeClasses(
    packages = "io.ticketgate.policy",
    importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

  @ArchTest
  static final ArchRule theCommandKnowsTheDomainAndAReaderOfJson =
      classes()
          .that()
          .resideInAPackage("io.ticketgate.policy..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "com.fasterxml.jackson.core..",
              "io.ticketgate.core..",
              "io.ticketgate.spi..",
              "io.ticketgate.policy..");
}
