package io.ticketgate.core.rule;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The form in which people write a rule, an object of objects, made into the flat one that {@link
 * RuleParser} reads. It refuses what has no place in a rule, or is of the wrong kind.
 *
 * <p>Values are what any reader of JSON makes: maps, lists, texts, numbers, booleans and null.
 */
public final class RuleForm {

  private static final String RISKS =
      "an object of objects: {\"high\": {\"minApprovals\": 3, \"lifetime\": \"PT1H\"}}";

  /**
   * What the gate answered last time with {@code matches} may be sent back, and says nothing; id
   * and name are no settings.
   */
  private static final Set<String> NOT_SETTINGS = Set.of("id", "name", "matches");

  private RuleForm() {}

  /**
   * Field name to values, as {@link RuleParser} reads them; {@code id} and {@code name} are left
   * out.
   *
   * @throws io.ticketgate.core.refusal.GateException.Invalid {@code rule_invalid} with the field at
   *     fault
   */
  public static Map<String, List<String>> flat(Map<?, ?> rule) {
    Map<String, List<String>> flat = new LinkedHashMap<>();
    flatten("", rule, flat);
    return flat;
  }

  private static void flatten(String prefix, Map<?, ?> object, Map<String, List<String>> flat) {
    object.forEach(
        (member, value) -> {
          String name = String.valueOf(member);
          String key = prefix + name;
          if (name.indexOf('.') >= 0) {
            // Flat, it would be taken for a member of a nested object that may say something else.
            throw unknown(key);
          }
          if (value == null || (prefix.isEmpty() && NOT_SETTINGS.contains(key))) {
            return;
          }
          if (value instanceof Map<?, ?> nested && RuleField.of(key).isEmpty()) {
            flatten(key + ".", nested, flat);
          } else {
            RuleField field = RuleField.of(key).orElseThrow(() -> unknown(key));
            flat.put(key, values(field, value));
          }
        });
  }

  private static RuntimeException unknown(String key) {
    boolean object =
        Arrays.stream(RuleField.values()).anyMatch(field -> field.key().startsWith(key + "."));
    return FieldValues.invalid(
        key, object ? key + " is a JSON object." : "There is no field '" + key + "' in a rule.");
  }

  private static List<String> values(RuleField field, Object value) {
    return switch (field.kind()) {
      case WORD -> List.of(scalar(field, value, value instanceof String, "a text"));
      case NUMBER -> List.of(scalar(field, value, isWhole(value), "a whole number"));
      case FLAG -> List.of(scalar(field, value, value instanceof Boolean, "true or false"));
      case LIST -> texts(field, value);
      case SETS -> sets(field, value);
      case RISKS -> risks(field, value);
    };
  }

  private static List<String> sets(RuleField field, Object value) {
    List<String> sets = new ArrayList<>();
    for (Object set : list(field, value)) {
      StringJoiner joined = new StringJoiner(",");
      for (String role : texts(field, set)) {
        if (role.indexOf(',') >= 0) {
          throw wrong(field, "a list of lists of role names without commas");
        }
        joined.add(role);
      }
      sets.add(joined.toString());
    }
    return sets;
  }

  /** Each row as one value: {@code high,minApprovals=3,lifetime=PT1H}. */
  private static List<String> risks(RuleField field, Object value) {
    List<String> rows = new ArrayList<>();
    for (Map.Entry<?, ?> row : risksObject(field, value).entrySet()) {
      String risk = String.valueOf(row.getKey());
      if (risk.indexOf(',') >= 0) {
        throw wrong(field, RISKS);
      }
      StringBuilder text = new StringBuilder(risk);
      for (Map.Entry<?, ?> demand : risksObject(field, row.getValue()).entrySet()) {
        String name = String.valueOf(demand.getKey());
        Object asked = demand.getValue();
        boolean fits =
            name.equals("minApprovals")
                ? isWhole(asked)
                : name.equals("lifetime") && asked instanceof String;
        if (!fits || String.valueOf(asked).indexOf(',') >= 0) {
          throw wrong(field, RISKS);
        }
        text.append(',').append(name).append('=').append(asked);
      }
      rows.add(text.toString());
    }
    return rows;
  }

  private static Map<?, ?> risksObject(RuleField field, @Nullable Object value) {
    if (value instanceof Map<?, ?> object) {
      return object;
    }
    throw wrong(field, RISKS);
  }

  private static List<String> texts(RuleField field, @Nullable Object value) {
    List<String> texts = new ArrayList<>();
    for (Object each : list(field, value)) {
      texts.add(scalar(field, each, each instanceof String, "a list of texts"));
    }
    return texts;
  }

  private static List<?> list(RuleField field, @Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong(field, field.kind() == RuleField.Kind.SETS ? "a list of lists" : "a list");
  }

  private static boolean isWhole(@Nullable Object value) {
    return value instanceof Integer || value instanceof Long || value instanceof BigInteger;
  }

  private static String scalar(RuleField field, @Nullable Object value, boolean fits, String kind) {
    String text = String.valueOf(value);
    // A blank text is how a form leaves a field out; here it would drop a demand unnoticed.
    if (!fits || text.isBlank()) {
      throw wrong(field, kind);
    }
    return text;
  }

  private static RuntimeException wrong(RuleField field, String kind) {
    return FieldValues.invalid(field.key(), field.key() + " is " + kind + ".");
  }
}
