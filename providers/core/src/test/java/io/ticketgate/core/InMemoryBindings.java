package io.ticketgate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.spi.TicketRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Bindings in memory, which are written under the locks of their subjects only. */
public final class InMemoryBindings implements Bindings, InMemoryLocks.State {

  private final InMemoryLocks locks;
  private Map<String, Binding> bindings = new LinkedHashMap<>();

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
    locks.requireTicket(binding.ticket(), "a binding under it is made");
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
    locks.called("update binding " + binding.id());
    bindings.put(binding.id(), binding);
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
  public List<Binding> liveUnder(TicketRef ticket) {
    locks.called("live under " + ticket);
    return bindings.values().stream()
        .filter(binding -> binding.status().live() && binding.ticket().equals(ticket))
        .toList();
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
    return () -> bindings = before;
  }
}
