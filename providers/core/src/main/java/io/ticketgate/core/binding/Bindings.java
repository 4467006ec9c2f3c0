package io.ticketgate.core.binding;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The bindings, live and ended. */
public interface Bindings {

  /**
   * Locks the subject until the transaction ends. A transaction that makes, activates or suspends a
   * binding, or cleans up after one, holds this lock, so that two of them cannot each rely on what
   * the other is changing. An end alone takes none, so that nothing keeps it waiting. A ticket is
   * locked before a subject, and subjects in the order of their ids.
   */
  void lockSubject(Subject subject);

  void insert(Binding binding);

  /**
   * Writes a new state of a live binding, which may be live or ended.
   *
   * @throws io.ticketgate.core.refusal.GateException.Conflict {@code concurrent_change} when it has
   *     ended meanwhile: an end waits for no lock on a subject
   */
  void update(Binding binding);

  /**
   * Takes a binding whose review is overdue for the caller alone, until its transaction ends; for
   * good when that is committed. The subject must be locked.
   *
   * @return false where somebody else has it, or has reviewed it in time
   */
  boolean takeOverdue(Binding binding, Instant now);

  /** No review of a binding, live or ended, is awaited any more. The subject must be locked. */
  void reviewed(Binding binding);

  /**
   * Ends live bindings with one statement, however many they are. From the commit on nothing
   * honours them; what they leave behind are their {@linkplain #remains remains}. Only what has run
   * out by the time of the end expires: a binding whose end was moved meanwhile lives on.
   *
   * @return how many ended: none where they had ended already
   */
  int end(Selection which, Ending how);

  /** How many remains one transaction cleans up at most. */
  int MOST_REMAINS = 100;

  /**
   * What bindings of a subject left behind that have ended, oldest first, and at most {@link
   * #MOST_REMAINS} of them. The subject must be locked.
   */
  List<Remains> remains(Subject subject);

  /** Forgets remains of a subject, which is locked: nothing is left of them. */
  void cleanedUp(List<Remains> remains);

  /**
   * Remembers that tokens may rest on these bindings of which no session tells: they are from
   * before the binding, or have no session. Only a time can end them.
   *
   * @return on how many of them that are active: another one has ended meanwhile
   */
  int restUnnoted(Set<String> ids);

  /** Returns whether tokens may rest on one of these bindings of which no session tells. */
  boolean anyUnnoted(Set<String> ids);

  /** The binding, read without a lock: it may have ended by the time its subject is locked. */
  Optional<Binding> find(String id);

  /**
   * The live bindings of a subject, as last committed or written here. The subject must be locked.
   */
  List<Binding> liveOf(Subject subject);

  /**
   * On what the live bindings under a ticket rest: mostly all on the same. The ticket must be
   * locked, so that no further one can appear.
   */
  Set<Selection.Basis> bases(TicketRef ticket);

  /**
   * The tickets under which the subject has authorised bindings, as last committed: a hint which
   * tickets to lock, read without any lock.
   */
  Set<TicketRef> authorisedUnder(Subject subject);

  /**
   * How many bindings, live or ended, the ticket has carried for this subject and entitlement, or
   * for those that had their names before: deleting and creating a user again does not make a used
   * ticket new. Certain where ticket and subject are locked.
   */
  int uses(TicketRef ticket, Subject subject, Entitlement entitlement);
}
