package io.ticketgate.core.binding;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ends bindings, and then removes what no other live binding covers. The end comes first, and
 * alone: nothing honours a binding from the commit of its end on, whatever the clean-up meets.
 */
public final class Endings {

  private final Bindings bindings;
  private final Rules rules;
  private final Roles roles;
  private final Journal journal;
  private final EndedTokens tokens;

  public Endings(Bindings bindings, Rules rules, Roles roles, Journal journal, Watch watch) {
    this.bindings = bindings;
    this.rules = rules;
    this.roles = roles;
    this.journal = journal;
    this.tokens = new EndedTokens(bindings, roles, watch);
  }

  /**
   * Ends bindings: dead from the commit on, and cleaned up after it, one subject at a time. Nothing
   * that the clean-up meets can undo this.
   *
   * @return how many this call ended
   */
  public int end(Selection which, Ending how) {
    return bindings.end(which, how);
  }

  /**
   * Ends one binding.
   *
   * @return the binding as it is now; empty when it had ended already
   */
  public Optional<Binding> end(Binding binding, Ending how) {
    return bindings.end(new Selection.These(Set.of(binding.id())), how) == 0
        ? Optional.empty()
        : bindings.find(binding.id());
  }

  /**
   * Records the ends of a subject's bindings, and removes what no other live binding covers:
   * mapping and membership, and the sessions and tokens that have carried it.
   *
   * @return how many ends there were; at {@link Bindings#MOST_REMAINS} there may be more
   */
  public int cleanUp(Subject subject, Instant now) {
    bindings.lockSubject(subject);
    List<Remains> remains = bindings.remains(subject);
    if (!remains.isEmpty()) {
      cleanUp(remains, now);
    }
    return remains.size();
  }

  /**
   * As {@link #cleanUp(Subject, Instant)}, where the subject is locked.
   *
   * @param remains what bindings of one subject left behind, read under the lock; not empty
   */
  public void cleanUp(List<Remains> remains, Instant now) {
    Subject subject = remains.get(0).ended().subject();
    bindings.cleanedUp(remains);
    remains.forEach(each -> journal.record(each.ended(), each.end()));
    List<Binding> ended = remains.stream().map(Remains::before).filter(Endings::grants).toList();
    List<Binding> live = bindings.liveOf(subject);
    List<Binding> holding = live.stream().filter(Endings::grants).toList();
    if (subject.kind() == Subject.Kind.CLIENT && !holding.isEmpty()) {
      credentialEnds(subject, ended, holding, now);
      return;
    }
    if (remains.stream().anyMatch(Endings::takesItsClientAlong)) {
      roles.removeClient(subject);
      return;
    }
    Set<Entitlement> lost = lost(ended, live, now);
    tokens.passOn(ended, live, now);
    if (!lost.isEmpty()) {
      takeBack(subject, lost, live, tokens.lost(subject, ended), now);
    }
  }

  /** Of a client that somebody has removed nothing is left; another one may have its id. */
  private static boolean takesItsClientAlong(Remains remains) {
    return remains.before().ephemeral()
        && grants(remains.before())
        && remains.end().cause() != EndCause.SUBJECT_REMOVED;
  }

  /**
   * Removes the grant until the binding is resumed. A client keeps its secret and keys, which are
   * useless meanwhile.
   *
   * @param actor the person who caused it; null for the gate itself
   * @param detail what the history says beside the cause; null for nothing
   * @throws GateException.Conflict {@code binding_not_live} when it is not active
   */
  public Binding suspend(
      Binding candidate,
      EndCause cause,
      @Nullable Person actor,
      @Nullable Detail detail,
      Instant now) {
    Subject subject = candidate.subject();
    bindings.lockSubject(subject);
    List<Binding> remaining = new ArrayList<>(bindings.liveOf(subject));
    Binding active =
        remaining.stream()
            .filter(binding -> binding.id().equals(candidate.id()) && binding.covers(now))
            .findFirst()
            .orElseThrow(
                () ->
                    new GateException.Conflict(
                        ErrorCode.BINDING_NOT_LIVE,
                        "Binding "
                            + candidate.id()
                            + " cannot be suspended: only an ACTIVE binding can be."));
    remaining.remove(active);
    Binding suspended = active.suspended();
    bindings.update(suspended);
    journal.record(
        suspended,
        new Transition(
            suspended.id(),
            active.status(),
            suspended.status(),
            cause,
            active.notEarlier(now),
            actor,
            detail));
    Set<Entitlement> lost = lost(List.of(active), remaining, now);
    tokens.passOn(List.of(active), remaining, now);
    if (subject.kind() == Subject.Kind.CLIENT) {
      roles.endSessions(subject);
    } else if (!lost.isEmpty()) {
      takeBack(subject, lost, remaining, tokens.lost(subject, List.of(active)), now);
    }
    return suspended;
  }

  /**
   * Ends the bindings whose grant a person removed in Keycloak. A role that the subject still has,
   * or has again by the end of the transaction, was not removed. What is left of them is cleaned up
   * in the same transaction, which has begun it. A binding that had run out before, and whose end
   * nobody has written down yet, has expired: the person did not end that.
   *
   * @param entitlement the role that was unmapped, or that a group carried which the subject left
   */
  public void grantRemoved(
      Subject subject, Entitlement entitlement, @Nullable Person actor, Instant now) {
    bindings.lockSubject(subject);
    Set<Entitlement> removed = roles.closure(entitlement);
    roles.direct(subject).forEach(held -> removed.removeAll(roles.closure(held.role())));
    Map<Boolean, Set<String>> ungranted =
        bindings.liveOf(subject).stream()
            .filter(binding -> binding.status() == BindingStatus.ACTIVE)
            .filter(binding -> removed.contains(binding.entitlement()))
            .collect(
                Collectors.partitioningBy(
                    binding -> binding.covers(now),
                    Collectors.mapping(Binding::id, Collectors.toSet())));
    int ended =
        endAll(ungranted.get(true), new Ending(EndCause.GRANT_REMOVED, actor, null, now))
            + endOver(subject, ungranted.get(false), now);
    if (ended > 0) {
      cleanUp(subject, now);
    }
  }

  /** Those that had run out already, each with its own cause. */
  private int endOver(Subject subject, @Nullable Set<String> ids, Instant now) {
    if (ids == null || ids.isEmpty()) {
      return 0;
    }
    int ended = 0;
    for (Binding binding : bindings.liveOf(subject)) {
      Optional<EndCause> over = ids.contains(binding.id()) ? binding.ranOut(now) : Optional.empty();
      if (over.isPresent()) {
        ended += endAll(Set.of(binding.id()), Ending.by(over.get(), now));
      }
    }
    return ended;
  }

  private int endAll(@Nullable Set<String> ids, Ending how) {
    return ids == null || ids.isEmpty() ? 0 : bindings.end(new Selection.These(ids), how);
  }

  /**
   * Removes a protected role from a person who has it without a binding, and every session and
   * token with it.
   *
   * @return false when a binding covers it by the time the subject is locked
   */
  public boolean takeUnbound(Subject subject, Entitlement entitlement, Instant now) {
    bindings.lockSubject(subject);
    List<Binding> live = bindings.liveOf(subject);
    boolean bound =
        live.stream()
            .filter(binding -> binding.covers(now))
            .anyMatch(binding -> binding.approved(roles::closure).contains(entitlement));
    if (!bound) {
      takeBack(subject, Set.of(entitlement), live, new TokensLost.All(), now);
    }
    return !bound;
  }

  /**
   * A credential ends with the ticket under which it was issued, also where another ticket of the
   * client goes on.
   */
  private void credentialEnds(
      Subject client, List<Binding> ending, List<Binding> remaining, Instant now) {
    if (ending.isEmpty()) {
      return;
    }
    boolean strict = remaining.stream().allMatch(binding -> binding.issued() != null);
    Optional<CredentialMark> before = whole(client);
    roles.voidCredential(client, marks(remaining), marks(ending), strict);
    Optional<CredentialMark> after = whole(client);
    if (after.isPresent() && !after.equals(before)) {
      accountFor(after.get(), before, remaining);
    }
    if (remaining.stream().noneMatch(binding -> binding.covers(now))) {
      roles.endSessions(client);
    }
  }

  /**
   * What the client is left with as a whole is known again as what those that remain are part of.
   */
  private void accountFor(
      CredentialMark whole, Optional<CredentialMark> before, List<Binding> remaining) {
    List<Binding> recorded = remaining.stream().filter(each -> each.issued() != null).toList();
    List<Binding> knew =
        recorded.stream()
            .filter(each -> before.isPresent() && marks(List.of(each)).contains(before.get()))
            .toList();
    Collection<Binding> accounting =
        knew.isEmpty()
            ? recorded.stream().max(Comparator.comparing(Binding::createdAt)).stream().toList()
            : knew;
    for (Binding binding : accounting) {
      IssuedCredential credential = binding.issued();
      if (credential != null) {
        bindings.update(binding.withIssued(credential.within(whole)));
      }
    }
  }

  private Optional<CredentialMark> whole(Subject client) {
    return roles.credentialMarks(client).stream()
        .filter(mark -> mark.kind() == CredentialMark.Kind.WHOLE)
        .findFirst();
  }

  private static Set<CredentialMark> marks(Collection<Binding> several) {
    Set<CredentialMark> marks = new HashSet<>();
    for (Binding binding : several) {
      IssuedCredential credential = binding.issued();
      if (credential != null) {
        marks.addAll(credential.marks());
      }
    }
    return marks;
  }

  private Set<Entitlement> lost(List<Binding> ending, List<Binding> remaining, Instant now) {
    Set<Entitlement> lost = new HashSet<>();
    for (Binding binding : ending) {
      if (grants(binding)) {
        lost.add(binding.entitlement());
        roles.closure(binding.entitlement()).stream()
            .filter(part -> !rules.protecting(part).isEmpty())
            .forEach(lost::add);
      }
    }
    for (Binding binding : remaining) {
      if (binding.covers(now)) {
        lost.removeAll(binding.approved(roles::closure));
      }
    }
    return lost;
  }

  /**
   * A client keeps its secret and keys while its binding is suspended. Who may change a part of the
   * configuration is asked each time, so nothing of it is to be taken.
   */
  private static boolean grants(Binding binding) {
    if (!binding.givesSomething()) {
      return false;
    }
    return binding.status() == BindingStatus.ACTIVE
        || (binding.status() == BindingStatus.SUSPENDED && binding.entitlement().credential());
  }

  private void takeBack(
      Subject subject,
      Set<Entitlement> lost,
      List<Binding> remaining,
      TokensLost which,
      Instant now) {
    // Not only the role that the ticket granted: another mapping or a group may bring a lost role
    // along.
    for (Holding held : roles.direct(subject)) {
      if (roles.closure(held.role()).stream().anyMatch(lost::contains)) {
        roles.take(subject, held);
      }
    }
    // What was taken may have brought along what another binding grants.
    List<Binding> outgrown = new ArrayList<>();
    for (Binding binding : remaining) {
      if (binding.covers(now) && !roles.has(subject, binding.entitlement())) {
        if (bringsMore(binding, remaining, now)) {
          outgrown.add(binding);
        } else {
          roles.give(subject, Holding.mapped(binding.entitlement()));
        }
      }
    }
    tokens.end(subject, lost, which);
    if (!outgrown.isEmpty()) {
      suspendOutgrown(subject, outgrown, remaining, now);
    }
  }

  /**
   * Returns whether the role would bring along what no binding covers: it was put into the role
   * after the binding was made, and had a binding of its own until now.
   */
  private boolean bringsMore(Binding binding, List<Binding> remaining, Instant now) {
    Set<Entitlement> uncovered = new HashSet<>(roles.closure(binding.entitlement()));
    remaining.stream()
        .filter(other -> other.covers(now))
        .forEach(other -> uncovered.removeAll(other.approved(roles::closure)));
    return uncovered.stream()
        .flatMap(part -> rules.protecting(part).stream())
        .anyMatch(rule -> rule.mode() == Mode.ENFORCE);
  }

  /** Their mappings are gone already. What they alone have covered goes as well. */
  private void suspendOutgrown(
      Subject subject, List<Binding> outgrown, List<Binding> remaining, Instant now) {
    List<Binding> rest = new ArrayList<>(remaining);
    rest.removeAll(outgrown);
    for (Binding active : outgrown) {
      Binding suspended = active.suspended();
      bindings.update(suspended);
      journal.record(
          suspended,
          new Transition(
              suspended.id(),
              active.status(),
              suspended.status(),
              EndCause.DRIFT,
              active.notEarlier(now),
              null,
              null));
    }
    Set<Entitlement> lost = lost(outgrown, rest, now);
    if (!lost.isEmpty()) {
      takeBack(subject, lost, rest, tokens.lost(subject, outgrown), now);
    }
  }
}
