package io.ticketgate.bundle;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The direction of the dependencies: {@code spi <- core <- keycloak}, {@code core <- conditions},
 * {@code spi <- connectors}. How the connectors' packages may depend on each other is in the
 * connectors' own test.
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
              "java..",
              "javax.crypto..", // of java.base too
              "org.jspecify..",
              "io.ticketgate.core..",
              "io.ticketgate.spi..");

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
          .and()
          .haveSimpleNameNotStartingWith("ItsmSystem") // what settings of components mean
          .and()
          .haveSimpleNameNotStartingWith("EventSubscriber") // and these are components
          .and()
          .haveSimpleNameNotStartingWith("LogWitness")
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

  /** Nobody but the service loader knows them: they are loaded when a rule has a condition. */
  @ArchTest
  static final ArchRule conditionsAreReachedByTheirPortAlone =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.ticketgate.conditions..")
          .should()
          .dependOnClassesThat(resideInAPackage("io.ticketgate.conditions.."));

  @ArchTest
  static final ArchRule conditionsKnowThePortAndCelAlone =
      noClasses()
          .that()
          .resideInAPackage("io.ticketgate.conditions..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "org.keycloak..", "io.ticketgate.keycloak..", "io.ticketgate.connectors.."));

  /** From the ground up: each floor uses only the floors below it. */
  private static final List<String> FLOORS =
      List.of(
          "calls", "store", "config", "realm", "write", "token", "itsm", "events", "rest", "server",
          "hooks");

  /** The same for the packages of the domain. */
  private static final List<String> SUBJECTS =
      List.of(
          "classification",
          "evidence",
          "refusal",
          "access",
          "condition",
          "rule",
          "ticket",
          "binding",
          "ledger",
          "check",
          "gate",
          "token",
          "event");

  @ArchTest
  static final ArchRule adaptersAreFreeOfCycles =
      slices().matching("io.ticketgate.keycloak.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theDomainIsFreeOfCycles =
      slices().matching("io.ticketgate.core.(*)..").should().beFreeOfCycles();

  @ArchTest
  static void eachFloorUsesOnlyFloorsBelow(JavaClasses classes) {
    onlyDownwards(classes, "io.ticketgate.keycloak.", FLOORS);
  }

  @ArchTest
  static void eachSubjectUsesOnlySubjectsBelow(JavaClasses classes) {
    onlyDownwards(classes, "io.ticketgate.core.", SUBJECTS);
  }

  /** Prints the package graph too, for whoever wants to see it. */
  private static void onlyDownwards(JavaClasses classes, String root, List<String> order) {
    Map<String, Set<String>> graph = PackageGraph.of(classes, root);
    graph.forEach((from, to) -> System.out.println(root + from + " -> " + String.join(" ", to)));
    assertThat(graph.keySet()).as("every package has its floor").isSubsetOf(order);
    graph.forEach(
        (from, to) ->
            assertThat(to)
                .as("what %s uses lies below it", from)
                .allMatch(used -> order.indexOf(used) < order.indexOf(from)));
  }

  @ArchTest
  static final ArchRule keycloakServicesIsUsedOnTheGroundAndOnTopAlone =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.ticketgate.keycloak.calls..", "io.ticketgate.keycloak.hooks..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "org.keycloak.services..",
                      "org.keycloak.protocol..",
                      "org.keycloak.authentication..",
                      "org.keycloak.authorization..")
                  // Rows, like those of the model.
                  .and(not(resideInAPackage("org.keycloak.authorization.jpa.entities"))));

  @ArchTest
  static final ArchRule hibernateIsCalledFromPersistenceAndTheWriteGateAlone =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.ticketgate.keycloak.write..", "io.ticketgate.keycloak.store..")
          .should()
          .dependOnClassesThat(resideInAPackage("org.hibernate.."));

  /** A change that answers nothing at all would be let through. */
  @ArchTest
  static void everyChangeAnswersAQuestion(JavaClasses classes) {
    JavaClass change = classes.get("io.ticketgate.keycloak.write.change.AttemptedChange");
    List<String> questions =
        change.getMethods().stream()
            .map(JavaMethod::getName)
            .filter(name -> !name.equals("realmId"))
            .toList();
    assertThat(change.getAllSubclasses())
        .isNotEmpty()
        .allSatisfy(
            each ->
                assertThat(each.getMethods())
                    .as(each.getName())
                    .extracting(JavaMethod::getName)
                    .containsAnyElementsOf(questions));
  }

  @ArchTest
  static final ArchRule restKnowsNoEntities =
      noClasses()
          .that()
          .resideInAPackage("io.ticketgate.keycloak.rest..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("jakarta.persistence..", "org.hibernate.."));
}
