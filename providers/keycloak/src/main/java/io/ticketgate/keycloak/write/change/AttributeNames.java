package io.ticketgate.keycloak.write.change;

import java.util.List;

/** Which attributes a row says something about. */
final class AttributeNames {

  private static final List<String> SAID = List.of("name", "value", "longValue");

  private AttributeNames() {}

  /** The names that it has and had; none where its update says nothing new. */
  static List<String> of(String now, Rows.Update update) {
    if (SAID.stream().noneMatch(update::changes)) {
      return List.of();
    }
    String before = update.replaced("name");
    return before == null ? List.of(now) : List.of(now, before);
  }
}
