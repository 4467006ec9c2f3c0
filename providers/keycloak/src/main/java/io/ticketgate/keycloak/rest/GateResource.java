package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.calls.Version;
import io.ticketgate.keycloak.config.EventSubscribers;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.realm.BindingCounts;
import io.ticketgate.keycloak.realm.Looks;
import io.ticketgate.keycloak.realm.NodeState;
import io.ticketgate.keycloak.realm.SystemHealth;
import io.ticketgate.keycloak.store.DueCleanUps;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.JpaBreakGlasses;
import io.ticketgate.keycloak.store.Outbox;
import io.ticketgate.spi.ItsmConnectorFactory;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;

/** The root of the admin REST resource. */
@Produces(MediaType.APPLICATION_JSON)
public final class GateResource extends Endpoint {

  private final Mode serverMode;
  private final JpaBindings bindings;
  private final NodeState node;
  private final GateResources parts;

  GateResource(
      Call call, Mode serverMode, JpaBindings bindings, NodeState node, GateResources parts) {
    super(call);
    this.serverMode = serverMode;
    this.bindings = bindings;
    this.node = node;
    this.parts = parts;
  }

  /**
   * What the gate is and does in this realm.
   *
   * @param mode the most that any rule may do: enforce, audit or off
   * @param counts bindings by state
   * @param countedAt when they were counted: now, or at the last look where there are very many
   * @param rules how many rules there are
   * @param lastLook the last look of this node for drift; absent until there was one
   * @param cleanUp bindings that have ended, and of which something is still in Keycloak
   * @param events events on their way to subscribers
   * @param breakGlass emergency grants that nobody has reviewed
   * @param findings what makes the gate weaker than its rules; absent where no rule is enforced
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Overview(
      String version,
      String mode,
      Map<String, Long> counts,
      String countedAt,
      int rules,
      @Nullable LookState lastLook,
      CleanUpState cleanUp,
      EventState events,
      BreakGlassState breakGlass,
      @Nullable List<Finding> findings,
      List<SystemState> systems) {}

  /**
   * Something of the realm that makes the gate weaker than its rules.
   *
   * @param code {@code secret_readable}: the client acts for the gate by a secret, which Keycloak
   *     shows to anyone who may view the client. {@code owner_missing}: the owner of an ITSM system
   *     or a subscriber is gone or disabled; {@code owner_unknown}: the directory of the owner does
   *     not answer. {@code log_not_witnessed}: a witness does not cosign the log
   * @param client its client id
   * @param system name of the ITSM system
   * @param subscriber name of the subscriber
   * @param witness name of the witness
   * @param message the same in a sentence, and what to do
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Finding(
      String code,
      @Nullable String client,
      @Nullable String system,
      @Nullable String subscriber,
      @Nullable String witness,
      String message) {}

  /**
   * A look through the whole realm for grants without a binding and bindings without a grant.
   *
   * @param finishedAt when it ended
   * @param tookMillis from its begin to its end, over as many runs as its budget made of it
   */
  public record LookState(String finishedAt, long tookMillis) {}

  private static LookState look(Looks.Look look) {
    return new LookState(look.finishedAt().toString(), look.took().toMillis());
  }

  /**
   * What is still to be removed from Keycloak. No token and no credential is good by it.
   *
   * @param due with how many ended bindings
   * @param failing with how many of them that has failed, and is tried again
   */
  public record CleanUpState(long due, long failing) {}

  /**
   * Events on their way to subscribers.
   *
   * @param waiting how many wait to be delivered
   * @param oldest when the oldest of them happened; absent where none waits
   * @param dead dead letters, which an administrator has to look at
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record EventState(long waiting, @Nullable String oldest, long dead) {}

  /**
   * An ITSM system and how it does, as the node that answers sees it.
   *
   * @param health up, down, or unknown when this node has not asked it yet; a push system has
   *     nothing to be reached and is up, a system whose connector this server lacks is down
   * @param since when it began to be so
   * @param lastAnswer when it last answered
   * @param problem why it is down, in one word: unavailable, rate_limited, not_permitted, malformed
   *     or connector_missing
   * @param message the same in a sentence
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SystemState(
      String name,
      String connector,
      String health,
      @Nullable String since,
      @Nullable String lastAnswer,
      @Nullable String problem,
      @Nullable String message) {}

  /**
   * Emergency grants that nobody has reviewed.
   *
   * @param unreviewed how many there are
   * @param overdue how many of them have passed their deadline
   */
  public record BreakGlassState(long unreviewed, long overdue) {}

  /** Version, mode, counts, and the health of each ITSM system. */
  @GET
  @Operation(summary = "Version, mode, counts, and the health of each ITSM system")
  @APIResponseSchema(
      value = Overview.class,
      responseCode = "200",
      responseDescription = "The state of the gate in this realm")
  public Response overview() {
    return answer(
        () -> {
          caller.requireAny(
              TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
          Map<String, Long> counts = new TreeMap<>();
          BindingCounts.Counted counted =
              node.counts().of(call.realm().getId(), bindings.lists()::counts);
          counted
              .counts()
              .forEach(
                  (status, count) -> counts.put(status.name().toLowerCase(Locale.ROOT), count));
          int rules =
              (int)
                  call.realm()
                      .getComponentsStream(call.realm().getId(), GateRule.class.getName())
                      .count();
          List<SystemState> systems =
              ItsmSystem.components(call.realm())
                  .map(this::state)
                  .sorted(Comparator.comparing(SystemState::name))
                  .toList();
          DueCleanUps.Backlog backlog =
              new DueCleanUps(call.session()).backlog(call.realm().getId());
          return Response.ok(
                  new Overview(
                      Version.get(),
                      serverMode.word(),
                      counts,
                      counted.at().toString(),
                      rules,
                      node.looks().last(call.realm().getId()).map(GateResource::look).orElse(null),
                      new CleanUpState(backlog.bindings(), backlog.failing()),
                      events(),
                      emergencies(),
                      findings(),
                      systems))
              .build();
        });
  }

  private BreakGlassState emergencies() {
    JpaBreakGlasses.Waiting waiting = bindings.emergencies().waiting(now);
    return new BreakGlassState(waiting.unreviewed(), waiting.overdue());
  }

  private EventState events() {
    Outbox.Backlog backlog =
        new Outbox(call.session(), call.realm().getId())
            .backlog(
                EventSubscribers.components(call.realm())
                    .map(ComponentModel::getId)
                    .collect(Collectors.toSet()));
    return new EventState(backlog.waiting(), text(backlog.oldest()), backlog.dead());
  }

  private @Nullable List<Finding> findings() {
    List<Subject> clients = parts.actingByReadableSecret();
    if (clients == null) {
      return null;
    }
    List<Finding> findings = new ArrayList<>();
    for (Subject client : clients) {
      findings.add(
          new Finding(
              "secret_readable",
              client.name(),
              null,
              null,
              null,
              "This client acts with a role of the gate. Anyone with view-clients can read its"
                  + " secret and act as it does. Let it prove itself by a key (private_key_jwt)."));
    }
    findings.addAll(Findings.ofOwners(call));
    findings.addAll(Findings.ofWitnesses(call));
    return findings;
  }

  private SystemState state(ComponentModel component) {
    Optional<ItsmConnectorFactory> connector =
        ItsmSystem.factory(call.session(), component.getProviderId());
    if (connector.isEmpty()) {
      return state(
          component,
          "down",
          new SystemHealth.Report(
              false,
              null,
              null,
              "connector_missing",
              "This server has no connector '"
                  + component.getProviderId()
                  + "'. Put its JAR back into the providers folder, or delete the system."));
    }
    if (connector.get().acceptsRecords()) {
      return state(component, "up", null);
    }
    return node.health()
        .of(component)
        .map(report -> state(component, report.up() ? "up" : "down", report))
        .orElseGet(() -> state(component, "unknown", null));
  }

  private static SystemState state(
      ComponentModel component, String health, SystemHealth.@Nullable Report report) {
    return new SystemState(
        component.getName(),
        component.getProviderId(),
        health,
        report == null ? null : text(report.since()),
        report == null ? null : text(report.lastAnswer()),
        report == null ? null : report.problem(),
        report == null ? null : report.message());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  /** Bindings. */
  @Path("bindings")
  public BindingsResource bindings() {
    return parts.bindings();
  }

  /** The end of one binding. */
  @Path("bindings/{id}/extend")
  public ExtensionResource extension() {
    return parts.extension();
  }

  /** The owner of one binding. */
  @Path("bindings/{id}/owner")
  public OwnerResource owner() {
    return parts.owner();
  }

  /** Emergency grants. */
  @Path("break-glass")
  public BreakGlassResource breakGlass() {
    return parts.breakGlass();
  }

  /** The review of an emergency grant. */
  @Path("bindings/{id}/review")
  public ReviewResource review() {
    return parts.review();
  }

  /** The review of one binding. */
  @Path("bindings/{id}/certify")
  public CertificationResource certification() {
    return parts.certification();
  }

  /** Reviews. */
  @Path("reviews")
  public ReviewsResource reviews() {
    return parts.reviews();
  }

  /** Dry runs. */
  @Path("evaluations")
  public EvaluationsResource evaluations() {
    return parts.evaluations();
  }

  /** Grants with and without a binding. */
  @Path("coverage")
  public CoverageResource coverage() {
    return parts.coverage();
  }

  /** Work that goes on after its request. */
  @Path("jobs")
  public JobsResource jobs() {
    return parts.jobs();
  }

  /** Evidence. */
  @Path("evidence")
  public EvidenceResource evidence() {
    return parts.evidence();
  }

  /** Tickets. */
  @Path("tickets/{system}/{key}")
  public TicketsResource tickets() {
    return parts.tickets();
  }

  /** Rules. */
  @Path("rules")
  public RulesResource rules() {
    return parts.rules();
  }

  /** What a rule would mean. */
  @Path("rules/impact")
  public ImpactResource impact() {
    return parts.impact();
  }

  /** A rule that nobody has saved, tried on a ticket. */
  @Path("rules/trial")
  public TrialResource trial() {
    return parts.trial();
  }

  /** Which rules protect something. */
  @Path("protection")
  public ProtectionResource protection() {
    return parts.protection();
  }

  /** What has happened. */
  @Path("activity")
  public ActivityResource activity() {
    return parts.activity();
  }

  /** ITSM systems. */
  @Path("systems")
  public SystemsResource systems() {
    return parts.systems();
  }

  /** Subscribers of events. */
  @Path("subscribers")
  public SubscribersResource subscribers() {
    return parts.subscribers();
  }
}
