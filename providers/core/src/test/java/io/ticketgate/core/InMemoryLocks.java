package io.ticketgate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.TicketRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Transactions and locks, as strict as a database with row locks lets them be: a ticket is locked
 * before any subject, subjects in the order of their ids, and what throws leaves no trace.
 */
public final class InMemoryLocks {

  private boolean inTransaction;
  private final Set<TicketRef> lockedTickets = new HashSet<>();
  private final List<String> lockedSubjects = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private final Map<String, Runnable> rivals = new HashMap<>();

  /** What a rollback puts back. */
  public interface State {

    /** Remembers how it is now; what is returned makes it so again. */
    Runnable snapshot();
  }

  public <T> T inTransaction(List<State> states, Supplier<T> work) {
    assertThat(inTransaction).as("one transaction at a time").isFalse();
    List<Runnable> before = states.stream().map(State::snapshot).toList();
    inTransaction = true;
    try {
      return work.get();
    } catch (RuntimeException rollback) {
      before.forEach(Runnable::run);
      throw rollback;
    } finally {
      inTransaction = false;
      lockedTickets.clear();
      lockedSubjects.clear();
    }
  }

  public void requireTicket(TicketRef ref, String why) {
    assertThat(lockedTickets).as("a ticket is locked before " + why).contains(ref);
  }

  public void requireSubject(Subject subject, String why) {
    assertThat(lockedSubjects).as("a subject is locked before " + why).contains(subject.id());
  }

  public void called(String call) {
    calls.add(call);
  }

  public void ticket(TicketRef ref) {
    assertThat(inTransaction).as("locks need a transaction").isTrue();
    assertThat(lockedSubjects).as("a ticket is locked before any subject").isEmpty();
    runRival("ticket " + ref);
    calls.add("lock ticket " + ref);
    lockedTickets.add(ref);
  }

  public void subject(Subject subject) {
    assertThat(inTransaction).as("locks need a transaction").isTrue();
    if (lockedSubjects.contains(subject.id())) {
      return;
    }
    assertThat(lockedSubjects)
        .as("subjects are locked in the order of their ids")
        .allMatch(held -> held.compareTo(subject.id()) < 0);
    runRival("subject " + subject.id());
    calls.add("lock subject " + subject.id());
    lockedSubjects.add(subject.id());
  }

  private void runRival(String lock) {
    Runnable rival = rivals.remove(lock);
    if (rival != null) {
      rival.run();
    }
  }

  /** When {@code lock} is asked for, another transaction has just committed {@code work}. */
  public void rivalBefore(String lock, Runnable work) {
    rivals.put(lock, work);
  }

  /** Locks, queries and writes of tickets and bindings, in order, since {@link #forgetCalls}. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  public void forgetCalls() {
    calls.clear();
  }
}
