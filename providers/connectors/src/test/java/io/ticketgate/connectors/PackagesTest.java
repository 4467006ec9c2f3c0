package io.ticketgate.connectors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * How the packages depend on each other. A connector knows what all connectors share, and no other
 * connector: removing one breaks nothing.
 */
class PackagesTest {

  private static final String ROOT = "io.ticketgate.connectors";
  private static final Set<String> SHARED = Set.of("check", "http", "settings");

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** Prints the graph, one line for each package, and holds it free of cycles. */
  @Test
  void noPackageImportsAnotherInACircle() {
    graph()
        .forEach(
            (name, used) ->
                System.out.println(
                    name + " -> " + (used.isEmpty() ? "nothing" : String.join(", ", used))));

    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void connectorsDoNotKnowEachOther() {
    assertThat(graph().keySet()).contains("jira", "push", "rest", "rt", "servicenow");
    graph()
        .forEach(
            (name, used) -> {
              String connector = name.replaceFirst("\\..*", "");
              assertThat(used)
                  .as("what %s uses", name)
                  .allMatch(
                      other -> SHARED.contains(other) || other.matches(connector + "(\\..+)?"));
            });
  }

  @Test
  void whatConnectorsShareKnowsNoConnector() {
    Map<String, Set<String>> graph = graph();

    assertThat(graph.get("settings")).isEmpty();
    assertThat(graph.get("check")).isEmpty();
    assertThat(graph.get("http")).containsExactly("settings");
  }

  @Test
  void onlyHttpSpeaksHttp() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".http..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.hc..")
        .check(classes);
  }

  /** The packages that each package uses, without itself, by their names below the root. */
  private Map<String, Set<String>> graph() {
    Map<String, Set<String>> graph = new TreeMap<>();
    for (JavaClass one : classes) {
      Set<String> used = graph.computeIfAbsent(name(one), name -> new TreeSet<>());
      for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith(ROOT) && !name(target).equals(name(one))) {
          used.add(name(target));
        }
      }
    }
    return graph;
  }

  private static String name(JavaClass one) {
    return one.getPackageName().substring(ROOT.length() + 1);
  }
}
