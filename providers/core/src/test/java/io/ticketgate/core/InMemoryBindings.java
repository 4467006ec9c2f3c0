package io.ticketgate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Remains;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Bindings in memory, which are written under the locks of their subjects; only an end needs none.
 */
public final class InMemoryBindings implements Bindings, InMemoryLocks.State {

  private final InMemoryLocks locks;
  private Map<String, Binding> bindings = new LinkedHashMap<>();
  private Map<String, Remains> remains = new LinkedHashMap<>();
  private Set<String> unnoted = new HashSet<>();

  public InMemoryBindings(InMemoryLocks locks) {
    this.locks = locks;
  }

  @Override
  public void lockSubject(Subject subject) {
    locks.subject(subject);
  }

  @Override
  public void insert(Binding binding) {
    locks.requireSubject(binding.subject(), "a binding is written");
    if (!binding.ticket().reserved()) {
      locks.requireTicket(binding.ticket(), "a binding under it is made");
    }
    assertThat(bindings).as("ids are unique").doesNotContainKey(binding.id());
    locks.called("insert binding " + binding.id());
    bindings.put(binding.id(), binding);
  }

  @Override
  public void update(Binding binding) {
    locks.requireSubject(binding.subject(), "a binding is written");
    assertThat(bindings).containsKey(binding.id());
    if (binding.status() == BindingStatus.ACTIVE
        && bindings.get(binding.id()).status() != BindingStatus.ACTIVE) {
      locks.requireTicket(binding.ticket(), "a binding under it is activated");
    }
    if (!bindings.get(binding.id()).status().live()) {
      throw new GateException.Conflict(ErrorCode.CONCURRENT_CHANGE, "It has ended meanwhile.");
    }
    locks.called("update binding " + binding.id());
    bindings.put(binding.id(), binding);
  }

  @Override
  public int restUnnoted(Set<String> ids) {
    locks.called("rest unnoted " + ids);
    Set<String> active =
        ids.stream()
            .filter(id -> bindings.get(id).status() == BindingStatus.ACTIVE)
            .collect(Collectors.toSet());
    unnoted.addAll(active);
    return active.size();
  }

  @Override
  public boolean anyUnnoted(Set<String> ids) {
    return ids.stream().anyMatch(unnoted::contains);
  }

  @Override
  public Optional<Binding> find(String id) {
    locks.called("find binding " + id);
    return Optional.ofNullable(bindings.get(id));
  }

  @Override
  public List<Binding> liveOf(Subject subject) {
    locks.called("live of " + subject.id());
    return bindings.values().stream()
        .filter(binding -> binding.status().live())
        .filter(binding -> binding.subject().id().equals(subject.id()))
        .toList();
  }

  @Override
  public Set<Selection.Basis> bases(TicketRef ticket) {
    locks.called("bases of " + ticket);
    return bindings.values().stream()
        .filter(binding -> binding.status().live() && binding.ticket().equals(ticket))
        .map(Selection.Basis::of)
        .collect(Collectors.toSet());
  }

  @Override
  public boolean takeOverdue(Binding binding, Instant now) {
    locks.requireSubject(binding.subject(), "its review is taken");
    Binding row = bindings.get(binding.id());
    Instant next = row.schedule().reviewNextAt();
    if (next == null || now.isBefore(next) || !row.schedule().overdue(now)) {
      return false;
    }
    bindings.put(row.id(), row.scheduled(row.schedule().seenTo(), row.expiresAt()));
    return true;
  }

  @Override
  public void reviewed(Binding binding) {
    locks.requireSubject(binding.subject(), "its review is settled");
    Binding row = bindings.get(binding.id());
    Binding settled = row.scheduled(row.schedule().withoutReview(), row.expiresAt());
    bindings.put(row.id(), settled);
    remains.computeIfPresent(
        row.id(), (id, left) -> new Remains(left.before(), settled, left.end()));
  }

  @Override
  public int end(Selection which, Ending how) {
    locks.called("end " + which);
    List<Binding> ending =
        bindings.values().stream()
            .filter(binding -> binding.status().live() && which.holds(binding))
            .filter(
                binding ->
                    how.cause() != EndCause.EXPIRED || !how.at().isBefore(binding.expiresAt()))
            .toList();
    for (Binding before : ending) {
      Instant at = how.at().isBefore(before.createdAt()) ? before.createdAt() : how.at();
      Binding ended = before.ended(how.cause(), at);
      bindings.put(ended.id(), ended);
      Transition end =
          new Transition(
              ended.id(),
              before.status(),
              ended.status(),
              how.cause(),
              at,
              how.actor(),
              how.detail());
      remains.put(ended.id(), new Remains(before, ended, end));
    }
    return ending.size();
  }

  @Override
  public List<Remains> remains(Subject subject) {
    locks.requireSubject(subject, "what its bindings left is cleaned up");
    return remains.values().stream()
        .filter(each -> each.ended().subject().id().equals(subject.id()))
        .toList();
  }

  @Override
  public void cleanedUp(List<Remains> some) {
    for (Remains each : some) {
      locks.requireSubject(each.ended().subject(), "what its bindings left is forgotten");
      remains.remove(each.ended().id());
    }
  }

  /** All that is to be cleaned up, in the order of the ends. */
  public List<Remains> remains() {
    return List.copyOf(remains.values());
  }

  @Override
  public Set<TicketRef> authorisedUnder(Subject subject) {
    locks.called("authorised under " + subject.id());
    return bindings.values().stream()
        .filter(binding -> binding.status() == BindingStatus.AUTHORIZED)
        .filter(binding -> binding.subject().id().equals(subject.id()))
        .map(Binding::ticket)
        .collect(Collectors.toSet());
  }

  @Override
  public int uses(TicketRef ticket, Subject subject, Entitlement entitlement) {
    locks.called("uses of " + ticket);
    return (int)
        bindings.values().stream()
            .filter(binding -> binding.ticket().equals(ticket))
            .filter(
                binding ->
                    binding.subject().id().equals(subject.id())
                        || (binding.subject().kind() == subject.kind()
                            && binding.subject().name().equals(subject.name())))
            .filter(
                binding ->
                    binding.entitlement().equals(entitlement)
                        || binding.entitlement().name().equals(entitlement.name()))
            .count();
  }

  /** For a rival transaction: what it does is committed, whatever becomes of the other one. */
  public void commitElsewhere(Binding binding) {
    bindings.put(binding.id(), binding);
  }

  public List<Binding> all() {
    return List.copyOf(bindings.values());
  }

  @Override
  public Runnable snapshot() {
    var before = new LinkedHashMap<>(bindings);
    var left = new LinkedHashMap<>(remains);
    var noted = new HashSet<>(unnoted);
    return () -> {
      unnoted = noted;
      bindings = before;
      remains = left;
    };
  }
}
