package io.ticketgate.core.check;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.RoleContents;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Schedule;
import io.ticketgate.core.condition.Conditions;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleField;
import io.ticketgate.core.rule.Rules;
import io.ticketgate.core.ticket.Asked;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Requests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a ticket allows a grant. Changes nothing: the dry run and the grant are the same
 * code.
 */
public final class Evaluator {

  private final Rules rules;
  private final RoleContents roles;
  private final Directory directory;
  private final Conditions conditions;
  private final Requests requests;

  /**
   * @param requests what people asked for in self-service
   */
  public Evaluator(
      Rules rules,
      RoleContents roles,
      Directory directory,
      Conditions conditions,
      Requests requests) {
    this.conditions = conditions;
    this.rules = rules;
    this.roles = roles;
    this.directory = directory;
    this.requests = requests;
  }

  /**
   * Whether somebody may ask in self-service for an entitlement.
   *
   * @param subject for whom they ask
   * @return empty where no rule protects it, so that nobody has to ask
   */
  public Optional<Asking.Verdict> mayAsk(
      Person asker, Subject subject, Entitlement entitlement, Closures closures) {
    List<Rule> applicable = closures.rulesFor(entitlement);
    return applicable.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Asking(directory).verdict(asker, subject, entitlement, decisive(applicable)));
  }

  /**
   * The rules for an entitlement and for everything that it contains, in the order of their names:
   * the evidence must not depend on the order in which roles were found.
   *
   * @return empty when nothing protects it
   */
  public List<Rule> rulesFor(Entitlement entitlement) {
    return closures().rulesFor(entitlement);
  }

  /** A fresh look at roles and rules, for one judging. */
  public Closures closures() {
    return new Closures(rules, roles);
  }

  /**
   * The owner of a client credential or service account: the one that the request names, or else
   * the one that the client names.
   *
   * @return null for nobody
   */
  public @Nullable Person owner(GrantRequest request, List<Rule> rules) {
    Person named = request.owner();
    if (named != null || !request.subject().ownable()) {
      return named;
    }
    return ownerAttributes(rules).stream()
        .flatMap(attribute -> directory.attribute(request.subject(), attribute).stream())
        .flatMap(name -> directory.enabledPerson(name).stream())
        .findFirst()
        .orElse(null);
  }

  /**
   * Returns whether two accounts are one person's by the rules of an entitlement, or nobody can say
   * that they are not.
   */
  public boolean perhapsOnePerson(Entitlement entitlement, String account, String other) {
    return account.equals(other)
        || Persons.perhapsOne(rulesFor(entitlement), directory, account, other);
  }

  /**
   * Which rule keeps somebody from owning a binding for an entitlement, as a grant to them would be
   * decided.
   *
   * @return empty where they may, as far as their roles go
   */
  public Optional<OwnerDuty.WithoutRole> unfitToOwn(Entitlement entitlement, Person owner) {
    return new OwnerDuty(directory).lacking(owner.id(), decisive(rulesFor(entitlement)));
  }

  /**
   * When a binding is to be reviewed, by whom, and when it counts as dormant.
   *
   * @param rules those that it fulfils
   * @param start from when time is counted
   */
  public Schedule schedule(Binding binding, List<Rule> rules, Instant start) {
    return new Schedules(directory).of(binding, rules, start);
  }

  /**
   * As {@link #schedule}, for a grant that was there before.
   *
   * @param reviewBy by when it is to be reviewed first
   */
  public Schedule scheduleAdopted(
      Binding binding, List<Rule> rules, Instant start, Instant reviewBy) {
    return new Schedules(directory).ofAdopted(binding, rules, start, reviewBy);
  }

  /**
   * What is due of a binding that is to be reviewed out of turn, no later than it was before.
   *
   * @param due by when
   */
  public Schedule scheduleDemanded(Binding binding, List<Rule> rules, Instant now, Instant due) {
    return new Schedules(directory).demanded(binding, rules, now, due);
  }

  /** The attributes by which rules know the owner of a client. */
  public static List<String> ownerAttributes(List<Rule> rules) {
    List<String> attributes =
        rules.stream()
            .map(Rule::ownership)
            .filter(Objects::nonNull)
            .map(Rule.Ownership::attribute)
            .distinct()
            .toList();
    return attributes.isEmpty()
        ? RuleField.OWNER_ATTRIBUTE.byDefault().stream().toList()
        : attributes;
  }

  /** The latest end of a grant by the rules that decide and the ticket's window. */
  public Instant limit(GrantRequest request, KnownTicket known, Closures closures, Instant now) {
    return Lifespan.of(
            request, known.ticket(), decisive(closures.rulesFor(request.entitlement())), now)
        .limit();
  }

  /**
   * Evaluates an emergency grant, which no ticket covers. Every rule that decides must allow it;
   * the shortest {@code breakGlass.max} limits it.
   *
   * @param closures by which at least one rule protects what is requested
   */
  public Decision decideBreakGlass(BreakGlassRequest request, Closures closures, Instant now) {
    List<Rule> applicable = closures.rulesFor(request.entitlement());
    List<Rule> decisive = decisive(applicable);
    Instant limit = now.plus(Rule.BreakGlass.shortest(decisive, Rule.BreakGlass::max));
    Set<Entitlement> granted = closures.of(request.entitlement());
    boolean denied = false;
    List<CheckResult> results = new ArrayList<>();
    for (Rule rule : applicable) {
      List<CheckResult> ofRule =
          new BreakGlassChecks(rule, request, granted, directory).run(now, limit);
      results.addAll(ofRule);
      denied |= decisive.contains(rule) && ofRule.stream().anyMatch(CheckResult::failed);
    }
    if (denied) {
      return new Decision.Denied(results);
    }
    Instant wished = request.expiresAt();
    return new Decision.Allowed(results, decisive, List.of(), now, wished == null ? limit : wished);
  }

  private static List<Rule> decisive(List<Rule> applicable) {
    List<Rule> enforced = applicable.stream().filter(rule -> rule.mode() == Mode.ENFORCE).toList();
    return enforced.isEmpty() ? applicable : enforced;
  }

  /**
   * Evaluates every check of every rule. Beside an enforced rule, one in audit mode is evaluated
   * too and decides nothing; where all are audited, all decide, since a binding is evidence.
   *
   * @param closures by which at least one rule protects what is requested
   * @param uses how often the ticket has been used for this already
   */
  public Decision decide(
      GrantRequest request, KnownTicket known, Closures closures, int uses, Instant now) {
    List<Rule> applicable = closures.rulesFor(request.entitlement());
    List<Rule> decisive = decisive(applicable);
    Lifespan lifespan = Lifespan.of(request, known.ticket(), decisive, now);
    boolean denied = false;
    Set<Entitlement> granted = closures.of(request.entitlement());
    List<CheckResult> results = new ArrayList<>();
    Map<String, Person> approvers = new LinkedHashMap<>();
    Person owner = owner(request, decisive);
    Asked asked = requests.behind(request.ticket()).orElse(null);
    for (Rule rule : applicable) {
      TicketChecks checks =
          new TicketChecks(rule, request, owner, granted, known, asked, directory, conditions, now);
      List<CheckResult> ofRule = checks.run(lifespan, uses);
      results.addAll(ofRule);
      if (decisive.contains(rule)) {
        denied |= ofRule.stream().anyMatch(CheckResult::failed);
        checks.approvers().forEach(person -> approvers.putIfAbsent(person.id(), person));
      }
    }
    if (denied) {
      return new Decision.Denied(results);
    }
    return new Decision.Allowed(
        results,
        decisive,
        List.copyOf(approvers.values()),
        lifespan.start(),
        lifespan.end(request));
  }
}
