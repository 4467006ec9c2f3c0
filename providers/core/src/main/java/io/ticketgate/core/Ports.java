package io.ticketgate.core;

import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the domain needs from the world, for one realm and one transaction. Whatever is written
 * through these ports is committed together or not at all.
 */
public final class Ports {

  private Ports() {}

  /** The tickets the gate knows. */
  public interface Tickets {

    /** The ticket as last stored, without a lock. */
    Optional<KnownTicket> find(TicketRef ref);

    /**
     * The ticket as last committed, locked until the transaction ends: a grant and a closure of one
     * ticket follow each other.
     */
    Optional<KnownTicket> lock(TicketRef ref);

    /** As {@link #lock}, making the row first where there is none. */
    Optional<KnownTicket> lockOrCreate(TicketRef ref);

    /** Stores what was read, and that the ticket is there; the ticket must be locked. */
    void save(KnownTicket ticket, Instant readAt);

    /** When the stored ticket was read or put; empty when there is none. */
    Optional<Instant> readAt(TicketRef ref);

    /** Since when the ITSM has been saying that there is no such ticket; empty when it is there. */
    Optional<Instant> missingSince(TicketRef ref);

    /** Notes since when it has; the ticket must be locked. */
    void missing(TicketRef ref, Instant since);
  }

  /** The bindings, live and ended. */
  public interface Bindings {

    /**
     * Locks the subject until the transaction ends. Whoever makes, activates or ends a binding
     * holds this lock, so that two endings, or an ending and a grant, cannot each rely on what the
     * other is changing. A ticket is locked before a subject, and subjects in the order of their
     * ids.
     */
    void lockSubject(Subject subject);

    void insert(Binding binding);

    void update(Binding binding);

    /** The binding, read without a lock: it may have ended by the time its subject is locked. */
    Optional<Binding> find(String id);

    /**
     * The live bindings of a subject, as last committed or written here. The subject must be
     * locked.
     */
    List<Binding> liveOf(Subject subject);

    /**
     * The live bindings under a ticket, which must be locked: no further one can appear, but each
     * may end until its subject is locked too. Bindings themselves are not locked, since that would
     * be before their subject.
     */
    List<Binding> liveUnder(TicketRef ticket);

    /**
     * The tickets under which the subject has authorised bindings, as last committed: a hint which
     * tickets to lock, read without any lock.
     */
    Set<TicketRef> authorisedUnder(Subject subject);

    /**
     * How many bindings, live or ended, the ticket has carried for this subject and entitlement, or
     * for those that had their names before: who is deleted and made again does not make a used
     * ticket new. Certain where ticket and subject are locked.
     */
    int uses(TicketRef ticket, Subject subject, Entitlement entitlement);
  }

  /** The rules of the realm. */
  public interface Rules {

    /**
     * The rules that protect this one entitlement, composites not expanded, in the mode they have
     * after the server's switch; rules that are off are left out.
     */
    List<Rule> protecting(Entitlement entitlement);
  }

  /** Roles and who holds them. */
  public interface Roles {

    /** The entitlement and all that it brings along: composites, expanded. */
    Set<Entitlement> closure(Entitlement entitlement);

    /**
     * The roles the subject has, composites not expanded, read from the database: of a person those
     * mapped directly and those of the groups they are in, of a group those mapped to it, of a role
     * those put into it, of a client its own credential.
     */
    Set<Holding> direct(Subject subject);

    /** Whether the subject has the role, directly or brought along by another. */
    default boolean has(Subject subject, Entitlement entitlement) {
      return direct(subject).stream().anyMatch(held -> closure(held.role()).contains(entitlement));
    }

    /**
     * Makes the mapping, or the membership. A client has its credential already, or gets it beside
     * the binding.
     */
    void give(Subject subject, Holding holding);

    /**
     * Removes the mapping, or the membership; nothing happens where there is none. Of a client, it
     * voids the secret and every registered key.
     */
    void take(Subject subject, Holding holding);

    /** Voids the secret that a client may use beside the one that replaced it. */
    void takeOldSecret(Subject client);

    /**
     * People who hold the role, by whatever mapping, group or composite, without a live binding for
     * it. There may be many: an implementation may stop at some number, but not at none.
     *
     * @param within a group or role: only those who have it through that; null for everybody
     */
    List<Subject> unbound(Entitlement entitlement, @Nullable Subject within, Instant now);

    /** Makes every token and session the subject has now unusable; a structure has none. */
    void endSessions(Subject subject);
  }

  /** People, as the ITSM and Keycloak name them. */
  public interface Directory {

    /**
     * The enabled Keycloak user whom the ITSM system calls {@code name}, by the attributes its
     * configuration lists; empty when nobody or more than one matches.
     */
    Optional<Person> person(String system, String name);

    /** Whether the ITSM system's {@code name} means this subject. */
    boolean means(String system, String name, Subject subject);

    /** Whether the user effectively holds the realm role, or {@code client/role}. */
    boolean holds(String userId, String role);

    /**
     * An attribute of the subject; of a service account that of its client where the user has none.
     */
    Optional<String> attribute(Subject subject, String name);

    /** The enabled user of that user name or id. */
    Optional<Person> enabledPerson(String nameOrId);
  }

  /** Keeps and announces what happened. */
  public interface Journal {

    /** Records one step of a binding. */
    void record(Binding binding, Transition transition);

    /**
     * Reports what rules in audit mode would have refused.
     *
     * @param audited the rules that protect what was attempted
     */
    void wouldRefuse(
        Attempt attempt,
        Collection<Rule> audited,
        GateException refusal,
        @Nullable Person by,
        Instant now);

    /** Reports somebody who holds a protected role without a binding. */
    void unbound(
        Subject subject,
        Entitlement entitlement,
        Collection<Rule> protecting,
        @Nullable Person by,
        Instant now);
  }
}
