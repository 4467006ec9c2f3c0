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
import io.ticketgate.keycloak.realm.RoleHolders.UnboundIds;
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
import java.util.Collection;
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
          Page page = new Page(first(first), max(max));
          if (!"true".equals(bound)) {
            together(page);
            unbound(page);
          }
          if (!"false".equals(bound) && !page.isFull()) {
            bindings
                .lists()
                .covering(now, page.toSkip, page.most - page.rows.size())
                .forEach(binding -> page.rows.add(covered(binding)));
          }
          return Response.ok(page.rows).build();
        });
  }

  /** The rows of one answer: those before are counted, and not made. */
  private static final class Page {

    private final List<Covered> rows = new ArrayList<>();
    private final int most;
    private int toSkip;

    Page(int first, int most) {
      this.toSkip = first;
      this.most = most;
    }

    boolean isFull() {
      return rows.size() >= most;
    }

    /** Of these, the ones that belong on the page, or more than fit. */
    <T> List<T> of(Collection<T> next) {
      int before = Math.min(toSkip, next.size());
      toSkip -= before;
      return next.stream().skip(before).toList();
    }

    void add(Covered row) {
      if (!isFull()) {
        rows.add(row);
      }
    }
  }

  private void unbound(Page page) {
    for (AttemptedExposure exposure : page.of(exposures.get())) {
      page.add(unbound(exposure.subject(), exposure.entitlement(), null));
    }
    for (Entitlement role : sorted(protectedRoles.existing())) {
      if (page.isFull()) {
        return;
      }
      for (Subject structure : page.of(roles.unboundStructures(role, now))) {
        page.add(unbound(structure, role, null));
      }
      people(role, page);
    }
    if (!page.isFull()) {
      for (Subject client : page.of(unboundClients().toList())) {
        page.add(unbound(client, credential(client), null));
      }
    }
  }

  private static List<Entitlement> sorted(Set<Entitlement> roles) {
    return roles.stream().sorted(Comparator.comparing(Entitlement::label)).toList();
  }

  /**
   * Those among the first holders, and of those behind them whom the reconciler has found: what
   * this costs does not depend on how many hold the role.
   */
  private void people(Entitlement role, Page page) {
    if (page.isFull()) {
      return;
    }
    RoleHolders holders = new RoleHolders(call.session(), call.realm(), role);
    UnboundIds first = holders.unboundIds(Position.START, MOST_OF_A_ROLE);
    Set<String> ids = new LinkedHashSet<>(first.ids());
    if (first.next() != null) {
      ids.addAll(holders.unboundAmong(reports.subjectsOf(role.id(), "", MOST_OF_A_ROLE)));
    }
    List<String> left = page.of(ids.stream().limit(MOST_OF_A_ROLE).toList());
    for (int from = 0; from < left.size() && !page.isFull(); from += page.most) {
      List<String> some = left.subList(from, Math.min(left.size(), from + page.most));
      Map<String, Known> known = reports.among(some, role.id());
      for (Subject who : holders.people(new LinkedHashSet<>(some))) {
        Known found = known.get(who.id());
        page.add(unbound(who, role, found == null ? null : found.foundAt().toString()));
      }
    }
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

  private Covered unbound(Subject who, Entitlement role, @Nullable String found) {
    return new Covered(
        SubjectJson.of(who),
        EntitlementJson.of(role.name()),
        rules.protecting(role).stream().map(Rule::name).sorted().collect(Collectors.joining(",")),
        false,
        null,
        found,
        null);
  }

  /** People who hold roles together which a rule lets nobody combine. */
  private void together(Page page) {
    for (HeldTogether held : page.of(HeldTogether.of(rules.all(), roles))) {
      if (page.isFull()) {
        return;
      }
      Known found = reports.among(Set.of(held.subject().id()), held.key()).get(held.subject().id());
      page.add(
          new Covered(
              SubjectJson.of(held.subject()),
              EntitlementJson.of(EntitlementName.role(held.roles().get(0))),
              held.rule().name(),
              false,
              null,
              found == null ? null : found.foundAt().toString(),
              held.roles()));
    }
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
