package io.ticketgate.core.check;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.rule.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts belong to one person: without an attribute that says so, each to a person of its
 * own; with one, those that have the same value of it. Who has none, or several, is nobody whom the
 * gate could tell from another.
 */
final class Persons {

  private final @Nullable String attribute;
  private final Directory directory;

  /**
   * @param attribute the attribute of users that is the same in all accounts of a person, such as a
   *     personnel number; null for none
   */
  Persons(@Nullable String attribute, Directory directory) {
    this.attribute = attribute;
    this.directory = directory;
  }

  /** What is the same for all accounts of the person of this account; empty where none can tell. */
  Optional<String> of(String userId) {
    if (attribute == null) {
      return Optional.of(userId);
    }
    Subject account = new Subject(Subject.Kind.USER, userId, "");
    List<String> values = directory.attributes(account).getOrDefault(attribute, List.of());
    return values.size() == 1 && !values.get(0).isBlank()
        ? Optional.of(values.get(0).strip().toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  /** Returns whether both accounts are there and belong to one person. */
  boolean one(Optional<String> account, Optional<String> other) {
    if (account.isEmpty() || other.isEmpty()) {
      return false;
    }
    Optional<String> person = of(account.get());
    return account.equals(other) || (person.isPresent() && person.equals(of(other.get())));
  }

  /**
   * Returns whether two accounts are one person's by one of these rules, or nobody can say that
   * they are not.
   */
  static boolean perhapsOne(List<Rule> rules, Directory directory, String account, String other) {
    if (account.equals(other)) {
      return true;
    }
    return rules.stream()
        .flatMap(rule -> Stream.ofNullable(rule.separationOfDuties().personAttribute()))
        .map(attribute -> new Persons(attribute, directory))
        .anyMatch(
            persons -> {
              Optional<String> person = persons.of(account);
              return person.isEmpty() || persons.of(other).map(person.get()::equals).orElse(true);
            });
  }

  /** Returns whether nobody can say who the person of an account is that is there. */
  boolean unknown(Optional<String> account) {
    return account.isPresent() && of(account.get()).isEmpty();
  }

  /** Why nobody can say it, as the end of a sentence. */
  String why() {
    return "has no attribute " + attribute + " with one value, which says who that is";
  }
}
