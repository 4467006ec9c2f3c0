package io.ticketgate.core.binding;

import io.ticketgate.core.access.Person;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Which of a realm's live bindings end together, however many they are. */
public sealed interface Selection {

  /** Returns whether it holds that binding. */
  boolean holds(Binding binding);

  /** Those under one ticket, which must be locked. */
  record UnderTicket(TicketRef ticket) implements Selection {
    @Override
    public boolean holds(Binding binding) {
      return binding.ticket().equals(ticket);
    }
  }

  /** Those under one ticket, which must be locked, that rest on the same approvals of it. */
  record OnBasis(TicketRef ticket, Basis basis) implements Selection {
    @Override
    public boolean holds(Binding binding) {
      return binding.ticket().equals(ticket) && Basis.of(binding).equals(basis);
    }
  }

  /** Those of some subjects, by their ids. */
  record OfSubjects(Set<String> subjectIds) implements Selection {
    public OfSubjects {
      subjectIds = Set.copyOf(subjectIds);
    }

    @Override
    public boolean holds(Binding binding) {
      return subjectIds.contains(binding.subject().id());
    }
  }

  /** Those for some roles or credentials, by their ids. */
  record ForEntitlements(Set<String> entitlementIds) implements Selection {
    public ForEntitlements {
      entitlementIds = Set.copyOf(entitlementIds);
    }

    @Override
    public boolean holds(Binding binding) {
      return entitlementIds.contains(binding.entitlement().id());
    }
  }

  /** All of the realm. */
  record OfRealm() implements Selection {
    @Override
    public boolean holds(Binding binding) {
      return true;
    }
  }

  /** A few, by their ids. */
  record These(Set<String> ids) implements Selection {
    public These {
      ids = Set.copyOf(ids);
    }

    @Override
    public boolean holds(Binding binding) {
      return ids.contains(binding.id());
    }
  }

  /** Of a few, those whose review was due by then, and that nobody has certified meanwhile. */
  record Overdue(Set<String> ids, Instant by) implements Selection {
    public Overdue {
      ids = Set.copyOf(ids);
    }

    @Override
    public boolean holds(Binding binding) {
      return ids.contains(binding.id()) && binding.schedule().overdue(by);
    }
  }

  /** Of a few, those that nobody had used for too long by then. */
  record Unused(Set<String> ids, Instant by) implements Selection {
    public Unused {
      ids = Set.copyOf(ids);
    }

    @Override
    public boolean holds(Binding binding) {
      Instant at = binding.schedule().dormantAt();
      return ids.contains(binding.id()) && at != null && !by.isBefore(at);
    }
  }

  /**
   * What several bindings under a ticket have in common: they rest on the same state of it.
   *
   * @param digest digest of the approved fields, lower-case hex SHA-256
   * @param approvers whose approvals were counted
   */
  record Basis(String digest, List<Person> approvers) {
    public Basis {
      approvers = List.copyOf(approvers);
    }

    /** What that binding rests on. */
    public static Basis of(Binding binding) {
      return new Basis(binding.evidence().digest(), binding.approvers());
    }
  }
}
