package io.ticketgate.bundle;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which packages below a root use which others, each named by its first part below the root. */
final class PackageGraph {

  private PackageGraph() {}

  /**
   * @param root with a dot at its end
   * @return for each package those it uses, without itself
   */
  static Map<String, Set<String>> of(JavaClasses classes, String root) {
    Map<String, Set<String>> graph = new TreeMap<>();
    for (JavaClass each : classes) {
      if (!isBelow(root, each)) {
        continue;
      }
      Set<String> used = graph.computeIfAbsent(part(root, each), any -> new TreeSet<>());
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (isBelow(root, target)) {
          used.add(part(root, target));
        }
      }
    }
    graph.forEach((name, used) -> used.remove(name));
    return graph;
  }

  private static boolean isBelow(String root, JavaClass each) {
    return each.getPackageName().startsWith(root);
  }

  private static String part(String root, JavaClass each) {
    return each.getPackageName().substring(root.length()).split("\\.")[0];
  }
}
