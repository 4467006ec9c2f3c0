package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.CredentialDesk;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.config.RealmRules;
import io.ticketgate.keycloak.realm.CredentialMarks;
import io.ticketgate.keycloak.realm.HeldTogether;
import io.ticketgate.keycloak.realm.KeycloakRoles;
import io.ticketgate.keycloak.realm.ProtectedRoles;
import io.ticketgate.keycloak.realm.RoleHolders;
import io.ticketgate.keycloak.realm.RoleHolders.UnboundPage;
import io.ticketgate.keycloak.store.HolderPages.Position;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.UnboundGrants;
import io.ticketgate.keycloak.store.UnboundGrants.Known;
import io.ticketgate.spi.EntitlementName;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;

/** Protected grants, with and without a binding. */
@Produces(MediaType.APPLICATION_JSON)
public final class CoverageResource extends Endpoint {

  private static final int MOST_OF_A_ROLE = 1000;

  private final JpaBindings bindings;
  private final RealmRules rules;
  private final KeycloakRoles roles;
  private final ProtectedRoles protectedRoles;
  private final UnboundGrants reports;
  private final Supplier<List<AttemptedExposure>> exposures;
  private final AdoptResource adopting;
  private final UnusedResource unused;

  /**
   * @param reports grants without a binding that were reported before
   * @param exposures reads the configurations from before a rule that hand out what it protects
   * @param adopting begins adoptions
   * @param unused reports what nobody uses
   */
  CoverageResource(
      Call call,
      JpaBindings bindings,
      RealmRules rules,
      KeycloakRoles roles,
      ProtectedRoles protectedRoles,
      UnboundGrants reports,
      Supplier<List<AttemptedExposure>> exposures,
      AdoptResource adopting,
      UnusedResource unused) {
    super(call);
    this.bindings = bindings;
    this.rules = rules;
    this.roles = roles;
    this.protectedRoles = protectedRoles;
    this.reports = reports;
    this.exposures = exposures;
    this.adopting = adopting;
    this.unused = unused;
  }

  /** Bindings for grants that were there before. */
  @Path("adopt")
  public AdoptResource adopt() {
    return adopting;
  }

  /**
   * A protected role that somebody holds, that a group or composite carries, or that a
   * configuration from before the rule hands out, or the credential of a protected client.
   *
   * @param rule names of the rules that protect it, separated by commas
   * @param binding id of the live binding; absent where there is none
   * @param foundAt when the grant without a binding was first reported; absent until it is
   * @param together the roles that this person holds together and the rule lets nobody combine,
   *     whether or not they are bound; absent for a grant
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Covered(
      SubjectJson subject,
      EntitlementJson entitlement,
      String rule,
      boolean bound,
      @Nullable String binding,
      @Nullable String foundAt,
      @Nullable List<String> together) {}

  /** What is held and not used. */
  @Path("unused")
  public UnusedResource unused() {
    return unused;
  }

  /** The protected grants; those without a binding first. */
  @GET
  @Operation(summary = "Lists protected grants, those without a binding first")
  @APIResponseSchema(
      value = Covered[].class,
      responseCode = "200",
      responseDescription =
          "The grants; at most 1000 people without a binding for each role, of whom those behind"
              + " its first 1000 holders are listed once the reconciler has found them")
  public Response list(
      @Parameter(description = "`true` for grants with a binding, `false` for grants without one")
          @QueryParam("bound")
          @Nullable String bound,
      @QueryParam("first") @Nullable String first,
      @QueryParam("max") @Nullable String max) {
    return answer(
        () -> {
          caller.requireAny(
              TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
          if (bound != null && !bound.equals("true") && !bound.equals("false")) {
            throw RequestBody.invalid(
                ErrorCode.INVALID_REQUEST, "bound", "bound is true or false.");
          }
          List<Covered> unbound = new ArrayList<>();
          if (!"true".equals(bound)) {
            unbound.addAll(together());
            unbound.addAll(unbound());
          }
          int from = first(first);
          int most = max(max);
          int end = (int) Math.min(unbound.size(), (long) from + most);
          List<Covered> page = new ArrayList<>(unbound.subList(Math.min(from, end), end));
          if (!"false".equals(bound) && page.size() < most) {
            bindings
                .lists()
                .covering(now, Math.max(0, from - unbound.size()), most - page.size())
                .forEach(binding -> page.add(covered(binding)));
          }
          return Response.ok(page).build();
        });
  }

  private List<Covered> unbound() {
    List<Covered> grants = new ArrayList<>();
    exposures
        .get()
        .forEach(exposure -> add(exposure.subject(), exposure.entitlement(), null, grants));
    protectedRoles.existing().stream()
        .sorted(Comparator.comparing(Entitlement::label))
        .forEach(
            role -> {
              roles.unboundStructures(role, now).forEach(who -> add(who, role, null, grants));
              people(role, grants);
            });
    unboundClients().forEach(client -> add(client, credential(client), null, grants));
    return grants;
  }

  /**
   * Those among the first holders, and of those behind them whom the reconciler has found: what
   * this costs does not depend on how many hold the role.
   */
  private void people(Entitlement role, List<Covered> grants) {
    RoleHolders holders = new RoleHolders(call.session(), call.realm(), role);
    UnboundPage page = holders.unbound(Position.START, MOST_OF_A_ROLE);
    Set<Subject> people = new LinkedHashSet<>(page.people());
    if (page.next() != null) {
      people.addAll(
          holders.people(holders.unboundAmong(reports.subjectsOf(role.id(), "", MOST_OF_A_ROLE))));
    }
    Map<String, Known> known = reports.among(people.stream().map(Subject::id).toList(), role.id());
    people.stream()
        .limit(MOST_OF_A_ROLE)
        .forEach(
            who -> {
              Known found = known.get(who.id());
              add(who, role, found == null ? null : found.foundAt().toString(), grants);
            });
  }

  private Stream<Subject> unboundClients() {
    Map<String, List<Binding>> ofClients =
        bindings.liveCredentials().stream()
            .collect(Collectors.groupingBy(binding -> binding.subject().id()));
    return rules.all().isEmpty()
        ? Stream.of()
        : call.realm()
            .getClientsStream()
            .filter(client -> !isBound(client, ofClients.getOrDefault(client.getId(), List.of())))
            .map(Subjects::of)
            .filter(client -> !rules.protecting(credential(client)).isEmpty())
            .sorted(Comparator.comparing(Subject::name));
  }

  private boolean isBound(ClientModel client, List<Binding> live) {
    return live.stream().anyMatch(binding -> binding.covers(now))
        && CredentialDesk.accountedFor(live, CredentialMarks.whole(call.session(), client), now);
  }

  private static Entitlement credential(Subject client) {
    return new Entitlement(client.id(), new EntitlementName.ClientCredential(client.name()));
  }

  private void add(Subject who, Entitlement role, @Nullable String found, List<Covered> grants) {
    grants.add(
        new Covered(
            SubjectJson.of(who),
            EntitlementJson.of(role.name()),
            rules.protecting(role).stream()
                .map(Rule::name)
                .sorted()
                .collect(Collectors.joining(",")),
            false,
            null,
            found,
            null));
  }

  /** Of people who hold roles together which a rule lets nobody combine. */
  private List<Covered> together() {
    return HeldTogether.of(rules.all(), roles).stream()
        .map(
            held -> {
              Known found =
                  reports.among(Set.of(held.subject().id()), held.key()).get(held.subject().id());
              return new Covered(
                  SubjectJson.of(held.subject()),
                  EntitlementJson.of(EntitlementName.role(held.roles().get(0))),
                  held.rule().name(),
                  false,
                  null,
                  found == null ? null : found.foundAt().toString(),
                  held.roles());
            })
        .toList();
  }

  private static Covered covered(Binding binding) {
    return new Covered(
        SubjectJson.of(binding.subject()),
        EntitlementJson.of(binding.entitlement().name()),
        String.join(",", binding.rules()),
        true,
        binding.id(),
        null,
        null);
  }
}
