package io.ticketgate.core.check;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.rule.Requesters;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleField;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may ask in self-service for whom, and for what. People ask for themselves, and for
 * the service accounts and clients that they own. Every rule that decides about the entitlement has
 * to let them ask. It is decided when they ask, and again when the ticket is to carry a grant.
 */
public final class Asking {

  private final Directory directory;

  public Asking(Directory directory) {
    this.directory = directory;
  }

  /** The outcome. */
  public sealed interface Verdict {}

  /** They may ask; the terms say how. */
  public record May(Terms terms) implements Verdict {}

  /** They may not. */
  public record MayNot(String rule, String sentence) implements Verdict {}

  /**
   * How they may ask.
   *
   * @param rules names of the rules that the ticket has to fulfil
   * @param systems aliases of the ITSM systems whose tickets count; null for those of any
   * @param longest the longest window; {@link Rule.Lifetime#UNLIMITED} for none
   * @param windowRequired whether the request names its begin and its end
   */
  public record Terms(
      List<String> rules, @Nullable Set<String> systems, Duration longest, boolean windowRequired) {

    public Terms {
      rules = List.copyOf(rules);
      systems = systems == null ? null : Set.copyOf(systems);
    }

    /** Returns whether every rule takes tickets of the system. */
    public boolean takes(String system, Directory directory) {
      return (systems == null || systems.contains(system))
          && rules.stream().allMatch(rule -> directory.delegated(system, rule));
    }

    /**
     * Returns whether a window is short enough.
     *
     * @param from its begin, or now
     */
    public boolean covers(Instant from, Instant until) {
      return longest.equals(Rule.Lifetime.UNLIMITED) || !until.isAfter(from.plus(longest));
    }
  }

  /**
   * Whether somebody may ask.
   *
   * @param decisive the rules that decide about the entitlement; at least one
   */
  Verdict verdict(Person asker, Subject subject, Entitlement entitlement, List<Rule> decisive) {
    for (Rule rule : decisive) {
      Optional<String> lacking = lacking(asker.id(), subject, entitlement, rule);
      if (lacking.isPresent()) {
        return new MayNot(rule.name(), lacking.get());
      }
    }
    return new May(terms(decisive));
  }

  private static Terms terms(List<Rule> rules) {
    Set<String> systems = null;
    for (Rule rule : rules) {
      List<String> accepted = rule.tickets().systems();
      if (!accepted.isEmpty()) {
        Set<String> these = Set.copyOf(accepted);
        systems =
            systems == null
                ? these
                : systems.stream().filter(these::contains).collect(Collectors.toSet());
      }
    }
    List<String> names = new ArrayList<>();
    rules.forEach(rule -> names.add(rule.name()));
    return new Terms(
        names,
        systems,
        rules.stream()
            .map(rule -> rule.lifetime().max())
            .min(Comparator.naturalOrder())
            .orElseThrow(() -> new IllegalArgumentException("No rule decides about it.")),
        rules.stream().anyMatch(rule -> rule.tickets().requireWindow()));
  }

  /** Why a rule does not let somebody ask; empty where it does. */
  Optional<String> lacking(String askerId, Subject subject, Entitlement entitlement, Rule rule) {
    Requesters requesters = rule.requesters();
    if (requesters == null) {
      return Optional.of(
          "Rule "
              + rule.name()
              + " lets nobody ask for "
              + entitlement.label()
              + " in self-service ("
              + RuleField.REQUEST_ALLOWED.key()
              + " is empty). Ask for it in the ITSM.");
    }
    if (directory.enabledById(askerId).isEmpty()) {
      return Optional.of(
          "Only an enabled user may ask for "
              + entitlement.label()
              + ", and the person who asked is none.");
    }
    if (!isOwn(askerId, subject, rule)) {
      return Optional.of(
          "People ask for themselves and for the service accounts that they own, and "
              + (subject.kind() == Subject.Kind.USER ? "this is somebody else" : subject.label())
              + (subject.kind() == Subject.Kind.USER ? "." : " is not theirs."));
    }
    if (!requesters.include(askerId, directory)) {
      return Optional.of(
          "Rule "
              + rule.name()
              + " lets others ask for "
              + entitlement.label()
              + ": the person holds none of the roles and is in none of the groups of its "
              + RuleField.REQUEST_ALLOWED.key()
              + ".");
    }
    return Optional.empty();
  }

  private boolean isOwn(String askerId, Subject subject, Rule rule) {
    return switch (subject.kind()) {
      case USER -> subject.id().equals(askerId);
      case SERVICE_ACCOUNT, CLIENT ->
          Evaluator.ownerAttributes(List.of(rule)).stream()
              .flatMap(attribute -> directory.attribute(subject, attribute).stream())
              .flatMap(name -> directory.enabledPerson(name).stream())
              .anyMatch(owner -> owner.id().equals(askerId));
      default -> false;
    };
  }
}
