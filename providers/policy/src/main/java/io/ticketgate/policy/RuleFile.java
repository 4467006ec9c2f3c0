package io.ticketgate.policy;

import io.ticketgate.core.rule.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule as a file says it.
 *
 * @param pointer where in the file it is
 * @param json what the file says
 * @param id the id that the file names; null for none
 * @param settings its settings as the gate keeps them
 */
record RuleFile(
    JsonText file,
    String pointer,
    Map<?, ?> json,
    @Nullable String id,
    Map<String, List<String>> settings,
    Rule rule) {

  /** What the gate is asked about: the id is the realm's, and what it matches no setting. */
  Map<Object, @Nullable Object> draft() {
    return draft(json);
  }

  static Map<Object, @Nullable Object> draft(Map<?, ?> json) {
    Map<Object, @Nullable Object> draft = new LinkedHashMap<>(json);
    draft.remove("id");
    draft.remove("matches");
    return draft;
  }

  String name() {
    return rule.name();
  }

  /** Where a field is, or else the rule. */
  Finding.Place place(String field) {
    return file.at(pointer + "/" + field.replace('.', '/'));
  }
}
