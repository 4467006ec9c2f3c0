package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.store.AdoptionJobs.Scope;
import io.ticketgate.keycloak.store.AdoptionPosition;
import io.ticketgate.keycloak.store.HolderPages.Position;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;

/**
 * What an adoption has to look at, a page at a time. It keeps nothing between pages: where it goes
 * on is with the job, so any node can.
 */
public final class Adoptable {

  private final RealmGate gate;
  private final Scope scope;
  private final List<Entitlement> wanted;

  /**
   * A grant that may lack a binding.
   *
   * @param subject null where it is a user who has not been read
   */
  public record Candidate(String subjectId, @Nullable Subject subject, Entitlement entitlement) {}

  /**
   * Some of them.
   *
   * @param looked how many holders were looked at
   * @param carriers the entitlement of which this page has the groups and composite roles; null for
   *     a page of people
   * @param next where to go on; null after the last page
   */
  public record Page(
      List<Candidate> candidates,
      int looked,
      @Nullable Entitlement carriers,
      @Nullable AdoptionPosition next) {}

  public Adoptable(RealmGate gate, Scope scope, KnownTicket known) {
    this.gate = gate;
    this.scope = scope;
    this.wanted =
        named(known).stream()
            .filter(one -> scope.roleId() == null || one.id().equals(scope.roleId()))
            .filter(one -> !one.configuration())
            .filter(one -> !gate.evaluator().rulesFor(one).isEmpty())
            .sorted(Comparator.comparing(Entitlement::id))
            .toList();
  }

  /** What the ticket names, by what its names meant when it came in. */
  private static List<Entitlement> named(KnownTicket known) {
    List<Entitlement> named = new ArrayList<>();
    for (EntitlementName name : known.ticket().entitlements()) {
      known
          .identities()
          .entitlementId(name)
          .map(id -> new Entitlement(id, name))
          .filter(one -> !named.contains(one))
          .ifPresent(named::add);
    }
    return named;
  }

  /** What of the ticket this adoption is about, and a rule protects; in the order of their ids. */
  public List<Entitlement> wanted() {
    return wanted;
  }

  /**
   * The next page.
   *
   * @param from where to go on; null to begin
   */
  public Page next(@Nullable AdoptionPosition from, int most, Instant now) {
    String userId = scope.userId();
    if (userId != null) {
      return ofOne(userId);
    }
    AdoptionPosition here = from == null ? new AdoptionPosition("", false, Position.START) : from;
    String begin = here.entitlementId();
    Entitlement one =
        wanted.stream().filter(each -> each.id().compareTo(begin) >= 0).findFirst().orElse(null);
    if (one == null) {
      return new Page(List.of(), 0, null, null);
    }
    if (one.credential()) {
      return credential(one);
    }
    boolean begun = one.id().equals(begin);
    if (begun && here.structures()) {
      List<Candidate> carriers =
          gate.roles().unboundStructures(one, now).stream()
              .map(subject -> new Candidate(subject.id(), subject, one))
              .toList();
      return new Page(carriers, carriers.size(), one, after(one));
    }
    RoleHolders holders = new RoleHolders(gate.session(), gate.realm(), one);
    RoleHolders.UnboundIds found =
        holders.unboundIds(begun ? here.holders() : Position.START, most);
    Position next = found.next();
    return new Page(
        found.ids().stream().map(id -> new Candidate(id, null, one)).toList(),
        found.looked(),
        null,
        new AdoptionPosition(one.id(), next == null, next == null ? Position.START : next));
  }

  private Page ofOne(String userId) {
    List<Candidate> grants = new ArrayList<>();
    for (Entitlement one : wanted) {
      if (!one.credential()
          && !new RoleHolders(gate.session(), gate.realm(), one)
              .unboundAmong(Set.of(userId))
              .isEmpty()) {
        grants.add(new Candidate(userId, null, one));
      }
    }
    return new Page(grants, 1, null, null);
  }

  private Page credential(Entitlement one) {
    ClientModel client = gate.realm().getClientById(one.id());
    return new Page(
        client == null ? List.of() : List.of(new Candidate(one.id(), Subjects.of(client), one)),
        client == null ? 0 : 1,
        null,
        after(one));
  }

  private @Nullable AdoptionPosition after(Entitlement one) {
    return wanted.stream()
        .filter(each -> each.id().compareTo(one.id()) > 0)
        .findFirst()
        .map(each -> new AdoptionPosition(each.id(), false, Position.START))
        .orElse(null);
  }

  /** The subject of a candidate; null where nobody knows the user now. */
  public static @Nullable Subject subject(RealmGate gate, Candidate candidate) {
    if (candidate.subject() != null) {
      return candidate.subject();
    }
    UserModel user = gate.session().users().getUserById(gate.realm(), candidate.subjectId());
    return user == null ? null : Subjects.of(user, gate.realm());
  }
}
