package io.ticketgate.it.matrix;

import java.util.List;
import java.util.Optional;

/**
 * What a Keycloak must have for a route to be there.
 *
 * @param since the first minor version with the route, such as {@code 26.7}
 * @param because what came with that version; empty for {@link #NOTHING}
 */
record Needs(String since, String because) {

  /** The oldest supported version has it. */
  static final Needs NOTHING = new Needs("26.4", "");

  /** Why a version lacks the route; empty if it has it. */
  Optional<String> lackOf(String version) {
    return compare(minor(version), minor(since)) >= 0
        ? Optional.empty()
        : Optional.of("Keycloak " + version + " has no " + because + " (since " + since + ")");
  }

  private static List<Integer> minor(String version) {
    String[] parts = version.split("\\.", -1);
    return List.of(Integer.valueOf(parts[0]), Integer.valueOf(parts[1]));
  }

  private static int compare(List<Integer> one, List<Integer> other) {
    int major = one.get(0).compareTo(other.get(0));
    return major == 0 ? one.get(1).compareTo(other.get(1)) : major;
  }
}
