package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.calls.AdminCaller;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.realm.CredentialIssuer;
import io.ticketgate.keycloak.realm.NodeState;
import io.ticketgate.keycloak.realm.ReadableSecrets;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.Reviewers;
import io.ticketgate.keycloak.store.Happenings;
import io.ticketgate.keycloak.store.LoggedEntries;
import io.ticketgate.keycloak.store.MatchedNames;
import io.ticketgate.keycloak.store.RealmLog;
import io.ticketgate.keycloak.store.UnboundGrants;
import io.ticketgate.keycloak.store.UnusedGrants;
import io.ticketgate.keycloak.write.ExistingExposures;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;

/**
 * Makes the parts of the admin resource for one request, and hands each the collaborators that it
 * uses. Nothing else in this package knows the gate of the realm as a whole.
 */
public final class GateResources {

  private final RealmGate gate;
  private final Call call;
  private final RequestedTickets tickets;
  private final NodeState node;

  public GateResources(
      RealmGate gate, AdminCaller caller, RequestedTickets tickets, NodeState node) {
    this.gate = gate;
    this.call =
        new Call(
            gate.session(), gate.realm(), caller, Instant.ofEpochMilli(Time.currentTimeMillis()));
    this.tickets = tickets;
    this.node = node;
  }

  /** The root of the resource. */
  public GateResource root() {
    return new GateResource(call, gate.serverMode(), gate.bindings(), node, this);
  }

  BindingsResource bindings() {
    Lookup lookup = lookup();
    return new BindingsResource(
        call,
        gate.bindings(),
        gate.endings(),
        new BindingFilters(lookup),
        new GrantRequests(lookup),
        granting());
  }

  ExtensionResource extension() {
    return new ExtensionResource(call, gate.bindings(), granting());
  }

  OwnerResource owner() {
    return new OwnerResource(call, gate.bindings(), lookup(), granting());
  }

  private Granting granting() {
    return new Granting(
        call,
        new GrantPermissions(call, gate.evaluator()),
        gate.evaluator(),
        tickets,
        gate.grantDesk(),
        gate.extensionDesk(),
        gate.ownerDesk(),
        gate.bindings(),
        new CredentialIssuer(
            gate.session(),
            gate.realm(),
            gate.evaluator(),
            gate.credentialDesk(),
            gate.bindings(),
            gate.credentials()));
  }

  BreakGlassResource breakGlass() {
    return new BreakGlassResource(call, gate.breakGlassDesk(), lookup());
  }

  ReviewResource review() {
    return new ReviewResource(call, reviewing(), gate.bindings().emergencies());
  }

  CertificationResource certification() {
    return new CertificationResource(call, reviewing());
  }

  ReviewsResource reviews() {
    return new ReviewsResource(
        call, gate.bindings().lists(), person -> Reviewers.of(gate, person), reviewing());
  }

  private Reviewing reviewing() {
    return new Reviewing(
        call,
        gate.bindings(),
        tickets,
        gate.reviewDesk(),
        gate.breakGlassReviews(),
        gate.journal());
  }

  EvaluationsResource evaluations() {
    return new EvaluationsResource(call, dryRun(), gate.evaluator());
  }

  TrialResource trial() {
    return new TrialResource(
        call, dryRun(), gate.rules(), gate.roles(), gate.directory(), gate.requests());
  }

  private DryRun dryRun() {
    return new DryRun(
        new GrantRequests(lookup()), gate.directory(), gate.bindings(), gate.tickets(), tickets);
  }

  ProtectionResource protection() {
    return new ProtectionResource(call, gate.evaluator(), gate.roles());
  }

  ActivityResource activity() {
    return new ActivityResource(call, new Happenings(gate.session(), gate.realm().getId()));
  }

  CoverageResource coverage() {
    return new CoverageResource(
        call,
        gate.bindings(),
        gate.rules(),
        gate.roles(),
        gate.protectedRoles(),
        new UnboundGrants(gate.session(), gate.realm().getId()),
        () -> ExistingExposures.of(gate),
        new AdoptResource(call, gate, lookup(), tickets),
        new UnusedResource(call, new UnusedGrants(gate.session(), gate.realm().getId())));
  }

  JobsResource jobs() {
    return new JobsResource(call);
  }

  EvidenceResource evidence() {
    String realmId = gate.realm().getId();
    return new EvidenceResource(
        call,
        new RealmLog(gate.session(), realmId),
        new LoggedEntries(gate.session(), realmId),
        lookup());
  }

  TicketsResource tickets() {
    return new TicketsResource(call, gate.ticketDesk(), gate.tickets(), gate.bindings(), tickets);
  }

  RulesResource rules() {
    return new RulesResource(
        call,
        gate.directory(),
        gate.protectionMemory(),
        new MatchedNames(gate.session(), gate.realm().getId()));
  }

  ImpactResource impact() {
    return new ImpactResource(
        call,
        gate.bindings(),
        gate.tickets(),
        gate.rules(),
        gate.roles(),
        gate.directory(),
        new MatchedNames(gate.session(), gate.realm().getId()),
        gate.requests());
  }

  SystemsResource systems() {
    return new SystemsResource(call);
  }

  SubscribersResource subscribers() {
    return new SubscribersResource(call);
  }

  /** The clients that act by a secret which others can read; null where no rule is enforced. */
  @Nullable List<Subject> actingByReadableSecret() {
    return gate.rules().all().stream().anyMatch(rule -> rule.mode() == Mode.ENFORCE)
        ? ReadableSecrets.of(gate.session(), gate.realm())
        : null;
  }

  private Lookup lookup() {
    return new Lookup(gate.session(), gate.realm(), gate.roles()::named, gate.directory());
  }
}
