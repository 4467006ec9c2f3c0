package io.ticketgate.core.gate;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.access.OlderCredential;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.IssuedCredential;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Keeps which credential of a client was issued under which binding, and which replaced which. */
public final class CredentialDesk {

  private final Evaluator evaluator;
  private final Bindings bindings;
  private final Roles roles;

  public CredentialDesk(Evaluator evaluator, Bindings bindings, Roles roles) {
    this.evaluator = evaluator;
    this.bindings = bindings;
    this.roles = roles;
  }

  /**
   * Records that what the client authenticates with now was issued under the binding. Where the
   * rules let the client have no further one, it replaces the oldest.
   *
   * @param binding active, for a credential, its subject locked
   * @return the binding with the record
   */
  public Binding issued(Binding binding, Instant now) {
    List<Binding> beside = beside(binding, now);
    return record(binding, beside, beside.subList(0, staying(binding, beside)), Set.of(), now);
  }

  /**
   * As {@link #issued}, of a change that somebody made to the client under the ticket. Only what
   * was set by it is the ticket's: what the client had before may be known to anyone, or is what
   * another ticket gave it.
   */
  public Binding changed(Binding binding, Instant now) {
    List<Binding> others =
        ofClient(binding.subject()).stream()
            .filter(other -> !other.id().equals(binding.id()))
            .toList();
    OlderCredential older = roles.olderCredential(binding.subject());
    Set<CredentialMark> notOurs = new HashSet<>(older.marks());
    IssuedCredential earlier = binding.issued();
    if (earlier != null) {
      // Set by an earlier change under this ticket.
      notOurs.removeAll(earlier.after(older).marks());
    }
    others.forEach(other -> stayWithin(other, older));
    return record(binding, beside(binding, now), others, notOurs, now);
  }

  /** Whoever accounted for the whole of what the client authenticates with still does. */
  private void stayWithin(Binding other, OlderCredential older) {
    IssuedCredential credential = other.issued();
    if (credential != null && !credential.after(older).equals(credential)) {
      bindings.update(other.withIssued(credential.after(older)));
    }
  }

  /**
   * @param beside what the client got before, newest first
   * @param givers under which the client got what is not this binding's
   * @param notOurs marks of what else is not this binding's
   */
  private Binding record(
      Binding binding,
      List<Binding> beside,
      List<Binding> givers,
      Set<CredentialMark> notOurs,
      Instant now) {
    Set<CredentialMark> marks = new HashSet<>(roles.credentialMarks(binding.subject()));
    givers.stream()
        .map(Binding::issued)
        .filter(Objects::nonNull)
        .flatMap(issued -> issued.marks().stream())
        .filter(mark -> mark.kind() != CredentialMark.Kind.WHOLE)
        .forEach(marks::remove);
    marks.removeAll(notOurs);
    if (!marks.isEmpty()) {
      replace(beside.subList(staying(binding, beside), beside.size()), now.plus(grace(binding)));
    }
    Binding recorded = binding.withIssued(new IssuedCredential(marks, now, null));
    bindings.update(recorded);
    return recorded;
  }

  private int staying(Binding binding, List<Binding> beside) {
    return Math.min(others(binding), beside.size());
  }

  private void replace(List<Binding> replaced, Instant graceEnd) {
    for (Binding other : replaced) {
      IssuedCredential credential = other.issued();
      if (credential != null) {
        Instant end = other.expiresAt();
        Instant until = graceEnd.isBefore(end) ? graceEnd : end;
        bindings.update(other.withIssued(credential.replaced(until)));
      }
    }
  }

  /** The active ones whose credential no other has replaced, those issued last first. */
  private List<Binding> beside(Binding binding, Instant now) {
    return ofClient(binding.subject()).stream()
        .filter(other -> !other.id().equals(binding.id()))
        .filter(other -> other.covers(now) || other.suspendedUntilItsEnd(now))
        .filter(other -> other.issued() != null && other.issued().goodUntil() == null)
        .sorted(Comparator.comparing(CredentialDesk::issuedAt).reversed())
        .toList();
  }

  private static Instant issuedAt(Binding binding) {
    IssuedCredential credential = binding.issued();
    return credential == null ? Instant.MIN : credential.issuedAt();
  }

  private List<Binding> ofClient(Subject client) {
    return bindings.liveOf(client).stream()
        .filter(binding -> binding.entitlement().credential())
        .toList();
  }

  /**
   * Returns whether some ticket of the client accounts for what it authenticates with now. What was
   * set while no rule was enforced, or while the gate was away, none does.
   *
   * @param live the live bindings of the client's credential
   * @param whole mark of what it authenticates with now
   */
  public static boolean accountedFor(List<Binding> live, CredentialMark whole, Instant now) {
    return live.stream()
        .filter(binding -> binding.covers(now) || binding.suspendedUntilItsEnd(now))
        .anyMatch(binding -> binding.issued() == null || binding.issued().has(whole));
  }

  /** How many the client may have beside the one of this binding: the least that a rule allows. */
  public int others(Binding binding) {
    return evaluator.rulesFor(binding.entitlement()).stream()
            .mapToInt(Rule::parallelCredentials)
            .min()
            .orElse(1)
        - 1;
  }

  /** How long a replaced secret stays good: the shortest time that a rule allows. */
  public Duration grace(Binding binding) {
    return evaluator.rulesFor(binding.entitlement()).stream()
        .map(Rule::rotationGrace)
        .min(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }
}
