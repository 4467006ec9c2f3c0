package io.ticketgate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Journal;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.gate.Attempt;
import io.ticketgate.core.gate.Reports;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was told of bindings and refusals. */
public final class InMemoryJournal implements Journal, Reports, InMemoryLocks.State {

  public record Refusal(Subject subject, Entitlement entitlement, ErrorCode code) {}

  private final InMemoryBindings bindings;
  private List<Transition> transitions = new ArrayList<>();
  private List<Refusal> wouldRefuse = new ArrayList<>();
  private final List<Subject> listed = new ArrayList<>();

  public InMemoryJournal(InMemoryBindings bindings) {
    this.bindings = bindings;
  }

  @Override
  public void record(Binding binding, Transition transition) {
    assertThat(bindings.all()).as("what is recorded is what was written").contains(binding);
    transitions.add(transition);
  }

  @Override
  public void wouldRefuse(
      Attempt attempt,
      Collection<Rule> audited,
      GateException refusal,
      @Nullable Person by,
      Instant now) {
    assertThat(audited).isNotEmpty();
    wouldRefuse.add(new Refusal(attempt.subject(), attempt.entitlement(), refusal.code()));
  }

  @Override
  public void unbound(
      Subject subject,
      Entitlement entitlement,
      Collection<Rule> protecting,
      @Nullable Person by,
      Instant now) {
    assertThat(protecting).isNotEmpty();
    listed.add(subject);
  }

  public List<Transition> transitions() {
    return List.copyOf(transitions);
  }

  public List<Refusal> refusals() {
    return List.copyOf(wouldRefuse);
  }

  /** Who was listed as holding a role without a binding. */
  public List<Subject> listed() {
    return List.copyOf(listed);
  }

  @Override
  public Runnable snapshot() {
    var transitionsBefore = new ArrayList<>(transitions);
    var refusedBefore = new ArrayList<>(wouldRefuse);
    return () -> {
      transitions = transitionsBefore;
      wouldRefuse = refusedBefore;
    };
  }
}
