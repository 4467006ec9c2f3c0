package io.ticketgate.it.matrix;

import java.util.List;
import java.util.stream.Stream;

/** Every row of the matrix. */
final class Routes {

  private Routes() {}

  static List<Route> all() {
    return Stream.of(
            MappingRoutes.all(), GroupRoutes.all(), CompositeRoutes.all(), MapperRoutes.all())
        .flatMap(List::stream)
        .toList();
  }

  /** All, or those whose id has the word that {@code ticketgate.it.routes} gives. */
  static Stream<Route> chosen() {
    String word = System.getProperty("ticketgate.it.routes", "");
    return all().stream().filter(route -> route.id().contains(word));
  }
}
