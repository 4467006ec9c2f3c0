package io.ticketgate.policy;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.RuleForm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the files would change in a realm, and what that would mean for its live bindings. */
record Impact(List<Change> changes) {

  /** What the realm has of a rule. */
  enum Kind {
    SAME,
    CHANGED,
    NEW,
    /** The realm has it, and the files have not. */
    ONLY_IN_REALM
  }

  /**
   * One rule.
   *
   * @param place where the file has it; null for one of the realm alone
   * @param id id in the realm; empty for a new one
   * @param kept how many live bindings would stay
   * @param failing how many would not fulfil it, whatever the rule says of them
   * @param complete whether the realm had the time to look at all
   * @param first the first that would not fulfil it
   */
  record Change(
      Kind kind,
      String rule,
      Finding.@Nullable Place place,
      String id,
      long kept,
      long toReview,
      long toRevoke,
      long failing,
      boolean complete,
      List<Case> first) {

    /** Where nothing would change for a binding. */
    static Change none(Kind kind, String rule, Finding.@Nullable Place place, String id) {
      return new Change(kind, rule, place, id, 0, 0, 0, 0, true, List.of());
    }
  }

  /** One binding, by ids: who it is for is not for the log of a build. */
  record Case(String binding, String ticket, List<String> failed) {
    Case {
      failed = List.copyOf(failed);
    }
  }

  /** Returns whether a binding would end or be due for review, or nobody can tell. */
  boolean hurts() {
    return changes.stream()
        .anyMatch(each -> each.toReview() > 0 || each.toRevoke() > 0 || !each.complete());
  }

  /**
   * Saves each rule that differs, and then each that is new; where one is refused, those before it
   * are saved, and another run goes on.
   *
   * @throws RealmApi.Unavailable when the realm cannot be asked
   * @throws RealmApi.Refused when it does not take a rule
   */
  void save(List<RuleFile> rules, RealmApi realm) {
    // A rule that gets another name comes before the one that is to have the old name.
    for (Kind kind : List.of(Kind.CHANGED, Kind.NEW)) {
      for (Change change : changes) {
        if (change.kind() == kind) {
          rules.stream()
              .filter(rule -> rule.name().equals(change.rule()))
              .forEach(rule -> save(rule, change.id(), realm));
        }
      }
    }
  }

  private static void save(RuleFile rule, String id, RealmApi realm) {
    try {
      realm.save(id, rule.draft());
    } catch (RealmApi.Refused refused) {
      throw refused(rule, refused);
    }
  }

  private static RealmApi.Refused refused(RuleFile rule, RealmApi.Refused refused) {
    return new RealmApi.Refused(
        rule.place("name")
            + ": the realm refuses rule "
            + rule.name()
            + ": "
            + refused.getMessage());
  }

  /**
   * Compares the rules with those of the realm by their names, and where a file names an id by
   * that, and asks about each that differs.
   *
   * @throws RealmApi.Unavailable when the realm cannot be asked
   * @throws RealmApi.Refused when it would not take a rule
   */
  static Impact of(List<RuleFile> rules, RealmApi realm) {
    List<Change> changes = new ArrayList<>();
    List<Map<?, ?>> there = realm.rules();
    Set<String> matched = new HashSet<>();
    Set<@Nullable String> claimed = rules.stream().map(RuleFile::id).collect(Collectors.toSet());
    List<Map<?, ?>> free =
        there.stream().filter(each -> !claimed.contains(text(each, "id"))).toList();
    for (RuleFile rule : rules) {
      Map<?, ?> known = known(rule, there, free).orElse(null);
      String id = known == null ? "" : text(known, "id");
      matched.add(id);
      if (known != null && isSame(rule, known)) {
        changes.add(Change.none(Kind.SAME, rule.name(), rule.place("name"), id));
      } else {
        changes.add(asked(rule, known == null ? Kind.NEW : Kind.CHANGED, id, realm));
      }
    }
    there.stream()
        .filter(each -> !matched.contains(text(each, "id")))
        .forEach(
            each ->
                changes.add(
                    Change.none(Kind.ONLY_IN_REALM, text(each, "name"), null, text(each, "id"))));
    return new Impact(List.copyOf(changes));
  }

  /**
   * The rule of the realm that a file means.
   *
   * @param free those that no file names by their id
   */
  private static Optional<Map<?, ?>> known(
      RuleFile rule, List<Map<?, ?>> there, List<Map<?, ?>> free) {
    Optional<Map<?, ?>> byId = found(there, "id", rule.id());
    return byId.isPresent() ? byId : found(free, "name", rule.name());
  }

  private static Optional<Map<?, ?>> found(
      List<Map<?, ?>> there, String member, @Nullable String value) {
    for (Map<?, ?> each : there) {
      if (value != null && value.equals(each.get(member))) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** What another version of the gate wrote cannot be compared, so that it differs. */
  private static boolean isSame(RuleFile rule, Map<?, ?> known) {
    try {
      return rule.name().equals(text(known, "name"))
          && Settings.normal(rule.settings()).equals(Settings.normal(RuleForm.flat(known)));
    } catch (GateException.Invalid unknownField) {
      return false;
    }
  }

  private static Change asked(RuleFile rule, Kind kind, String id, RealmApi realm) {
    Map<Object, @Nullable Object> draft = rule.draft();
    if (!id.isEmpty()) {
      draft.put("id", id);
    }
    Map<?, ?> answer;
    try {
      answer = realm.impact(draft);
    } catch (RealmApi.Refused refused) {
      throw refused(rule, refused);
    }
    List<Case> first = new ArrayList<>();
    for (Object each : answer.get("first") instanceof List<?> list ? list : List.of()) {
      if (each instanceof Map<?, ?> one) {
        first.add(new Case(text(one, "binding"), text(one, "ticket"), failed(one)));
      }
    }
    return new Change(
        kind,
        rule.name(),
        rule.place("name"),
        id,
        count(answer, "kept"),
        count(answer, "toReview"),
        count(answer, "toRevoke"),
        count(answer, "failing"),
        Boolean.TRUE.equals(answer.get("complete")),
        List.copyOf(first));
  }

  private static List<String> failed(Map<?, ?> one) {
    List<String> failed = new ArrayList<>();
    for (Object check : one.get("failed") instanceof List<?> list ? list : List.of()) {
      if (check instanceof Map<?, ?> map) {
        failed.add(text(map, "id"));
      }
    }
    return failed;
  }

  /** A count that is missing would say that nothing happens. */
  private static long count(Map<?, ?> answer, String member) {
    if (answer.get(member) instanceof Long number) {
      return number;
    }
    throw new RealmApi.Unavailable("POST rules/impact answered without '" + member + "'.");
  }

  private static String text(Map<?, ?> json, String member) {
    return json.get(member) instanceof String text ? text : "";
  }
}
