package io.ticketgate.policy;

import io.ticketgate.core.condition.Conditions;
import io.ticketgate.core.ledger.Json;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleField;
import io.ticketgate.core.rule.RuleForm;
import io.ticketgate.core.rule.RuleParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rules of a file with the gate's own parser: what saving a rule refuses, where no realm
 * is needed to know, is an error here.
 */
final class RuleReader {

  /** The gate takes no larger body. */
  private static final int MOST_BYTES = 64 * 1024;

  private final JsonText file;
  private final Conditions conditions;
  private final Consumer<Finding> findings;

  RuleReader(JsonText file, Conditions conditions, Consumer<Finding> findings) {
    this.file = file;
    this.conditions = conditions;
    this.findings = findings;
  }

  /** The rules that can be read; the others are findings. */
  List<RuleFile> read() {
    List<RuleFile> rules = new ArrayList<>();
    if (file.value() instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        rule(list.get(i), "/" + i).ifPresent(rules::add);
      }
    } else {
      rule(file.value(), "").ifPresent(rules::add);
    }
    return rules;
  }

  private Optional<RuleFile> rule(@Nullable Object value, String pointer) {
    if (!(value instanceof Map<?, ?> json)) {
      findings.accept(
          Finding.error(file.at(pointer), "", "", "A rule is a JSON object, or one in a list."));
      return Optional.empty();
    }
    String name = text(json, "name");
    String id = text(json, "id").isBlank() ? null : text(json, "id");
    boolean good = compiles(json, name, pointer);
    try {
      Map<String, List<String>> settings = RuleForm.flat(json);
      Rule rule = RuleParser.parse(id == null ? file.at(pointer).toString() : id, name, settings);
      if (Json.canonical(RuleFile.draft(json)).getBytes(StandardCharsets.UTF_8).length
          > MOST_BYTES) {
        findings.accept(
            Finding.error(file.at(pointer), name, "", "The rule is larger than 64 KiB."));
        return Optional.empty();
      }
      return good
          ? Optional.of(new RuleFile(file, pointer, json, id, settings, rule))
          : Optional.empty();
    } catch (GateException.Invalid refused) {
      // A condition that cannot be used was found already.
      if (good || !refused.field().equals(RuleField.CONDITION.key())) {
        findings.accept(
            Finding.error(
                place(pointer, refused.field()),
                name,
                refused.field(),
                String.valueOf(refused.getMessage())));
      }
      return Optional.empty();
    }
  }

  /** Both what the condition and what another field does wrong is worth knowing. */
  private boolean compiles(Map<?, ?> json, String name, String pointer) {
    String field = RuleField.CONDITION.key();
    String condition = text(json, field);
    if (condition.isBlank()) {
      return true;
    }
    try {
      conditions.compile(condition.strip());
      return true;
    } catch (GateException.Invalid refused) {
      String member = pointer + "/" + field;
      findings.accept(
          Finding.error(
              refused
                  .place()
                  .map(place -> file.within(member, moved(place, condition)))
                  .orElseGet(() -> file.at(member)),
              name,
              field,
              String.valueOf(refused.getMessage())));
      return false;
    }
  }

  /** Blanks before a condition are not part of it. */
  private static GateException.Invalid.Place moved(
      GateException.Invalid.Place place, String condition) {
    String before = condition.substring(0, condition.length() - condition.stripLeading().length());
    int lines = (int) before.chars().filter(c -> c == '\n').count();
    int blanks = before.length() - (before.lastIndexOf('\n') + 1);
    return new GateException.Invalid.Place(
        place.line() + lines, place.line() == 1 ? place.column() + blanks : place.column());
  }

  /** A name with a dot is a member of its own, whatever it looks like. */
  private Finding.Place place(String pointer, String field) {
    String whole = pointer + "/" + field;
    return file.at(file.has(whole) ? whole : pointer + "/" + field.replace('.', '/'));
  }

  private static String text(Map<?, ?> json, String member) {
    return json.get(member) instanceof String text ? text : "";
  }
}
