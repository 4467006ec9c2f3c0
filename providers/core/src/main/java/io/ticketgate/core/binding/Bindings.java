package io.ticketgate.core.binding;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.TicketRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The bindings, live and ended. */
public interface Bindings {

  /**
   * Locks the subject until the transaction ends. A transaction that makes, activates or ends a
   * binding holds this lock, so that two endings, or an ending and a grant, cannot each rely on
   * what the other is changing. A ticket is locked before a subject, and subjects in the order of
   * their ids.
   */
  void lockSubject(Subject subject);

  void insert(Binding binding);

  void update(Binding binding);

  /** The binding, read without a lock: it may have ended by the time its subject is locked. */
  Optional<Binding> find(String id);

  /**
   * The live bindings of a subject, as last committed or written here. The subject must be locked.
   */
  List<Binding> liveOf(Subject subject);

  /**
   * The live bindings under a ticket, which must be locked: no further one can appear, but each may
   * end until its subject is locked too. Bindings themselves are not locked, since that would be
   * before their subject.
   */
  List<Binding> liveUnder(TicketRef ticket);

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
