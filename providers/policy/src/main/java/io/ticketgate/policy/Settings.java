package io.ticketgate.policy;

import io.ticketgate.core.rule.RuleField;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a rule says, however it was written down. */
final class Settings {

  private Settings() {}

  /**
   * The settings in one form: a default that is written out says no more than one that is left out,
   * and Keycloak keeps the values of a setting in no particular order.
   */
  static Map<String, List<String>> normal(Map<String, List<String>> settings) {
    Map<String, List<String>> normal = new TreeMap<>();
    settings.forEach(
        (key, values) -> {
          List<String> said =
              values.stream().map(String::strip).filter(text -> !text.isEmpty()).sorted().toList();
          List<String> byDefault =
              RuleField.of(key).flatMap(RuleField::byDefault).stream().toList();
          if (!said.isEmpty() && !said.equals(byDefault)) {
            normal.put(key, said);
          }
        });
    return normal;
  }
}
