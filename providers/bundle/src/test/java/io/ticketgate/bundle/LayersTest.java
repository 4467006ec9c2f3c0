package io.ticketgate.bundle;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The direction of the dependencies: {@code spi <- core <- keycloak}, {@code spi <- connectors}.
 * How the connectors' packages may depend on each other is in the connectors' own test.
 */
@AnalyzeClasses(packages = "io.ticketgate", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

  @ArchTest
  static final ArchRule theDomainIsPureJava =
      classes()
          .that()
          .resideInAPackage("io.ticketgate.core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.jspecify..", "io.ticketgate.core..", "io.ticketgate.spi..");

  @ArchTest
  static final ArchRule theSpiKnowsNothingOfUs =
      noClasses()
          .that()
          .resideInAPackage("io.ticketgate.spi..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.ticketgate..")
                  .and(not(resideInAPackage("io.ticketgate.spi.."))));

  @ArchTest
  static final ArchRule ticketsAndApprovalsKnowNothingOfKeycloak =
      noClasses()
          .that()
          .resideInAPackage("io.ticketgate.spi..")
          .and()
          .haveSimpleNameNotStartingWith("ItsmConnector")
          .should()
          .dependOnClassesThat(resideInAPackage("org.keycloak.."));

  @ArchTest
  static final ArchRule connectorsKnowTheSpiAlone =
      noClasses()
          .that()
          .resideInAPackage("io.ticketgate.connectors..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.ticketgate.core..", "io.ticketgate.keycloak.."));

  @ArchTest
  static final ArchRule keycloakServicesIsCalledFromOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.ticketgate.keycloak.internal..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "org.keycloak.services..",
                  "org.keycloak.protocol..",
                  "org.keycloak.authentication..",
                  "org.keycloak.authorization.."));

  @ArchTest
  static final ArchRule hibernateIsCalledFromPersistenceAndTheWriteGateAlone =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.ticketgate.keycloak.write..", "io.ticketgate.keycloak.store..")
          .should()
          .dependOnClassesThat(resideInAPackage("org.hibernate.."));

  @ArchTest
  static final ArchRule restKnowsNoEntities =
      noClasses()
          .that()
          .resideInAPackage("io.ticketgate.keycloak.rest..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("jakarta.persistence..", "org.hibernate.."));
}
