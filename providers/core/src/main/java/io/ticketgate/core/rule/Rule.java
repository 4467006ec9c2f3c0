package io.ticketgate.core.rule;

import io.ticketgate.core.evidence.Digest;
import io.ticketgate.spi.EntitlementName;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which entitlements are protected, and what a ticket must fulfil.
 *
 * @param id id of the component that holds the rule
 * @param ownership who answers for service accounts and clients; null where it asks for nobody
 * @param structuralGrants whether groups and composite roles may carry the role, under a ticket
 * @param stripTokens true when a token is issued without the roles that have no live binding, false
 *     when it is refused
 * @param reportTakeovers true when it is only reported that somebody else can log in as a holder,
 *     false when the holder's bindings are suspended
 * @param rotationGrace how long the old secret of a client stays valid beside a new one
 * @param parallelCredentials how many credentials of one client are good side by side
 * @param ephemeralClients whether a client that is made under a ticket is removed when that ends
 * @param requesters who may ask for it in self-service; null for nobody
 * @param notices who is told by e-mail
 * @param breakGlass how it allows emergency grants; null for not at all
 * @param onChange what happens to live bindings that do not fulfil the rule once it has changed
 * @param condition a further condition, in CEL; null for none
 * @param stepUp how strongly somebody has authenticated in a session whose tokens carry the role;
 *     null for as they like
 * @param digest lower-case hex SHA-256 of everything the rule says
 */
public record Rule(
    String id,
    String name,
    Mode mode,
    Protects protects,
    TicketDemands tickets,
    Duties separationOfDuties,
    Lifetime lifetime,
    boolean automaticProvisioning,
    Duration snapshotMaxAge,
    @Nullable Ownership ownership,
    boolean structuralGrants,
    Unbound unbound,
    boolean stripTokens,
    boolean reportTakeovers,
    Duration rotationGrace,
    int parallelCredentials,
    boolean ephemeralClients,
    @Nullable Requesters requesters,
    Notices notices,
    @Nullable BreakGlass breakGlass,
    Change onChange,
    @Nullable String condition,
    @Nullable StepUp stepUp,
    String digest) {

  /** Digest of several rules, as a decision relied on them. */
  public static String digestOf(List<Rule> rules) {
    Digest digest = new Digest();
    rules.forEach(rule -> digest.field(rule.name(), rule.digest()));
    return digest.hex();
  }

  /** This rule in another mode. */
  public Rule withMode(Mode other) {
    return new Rule(
        id,
        name,
        other,
        protects,
        tickets,
        separationOfDuties,
        lifetime,
        automaticProvisioning,
        snapshotMaxAge,
        ownership,
        structuralGrants,
        unbound,
        stripTokens,
        reportTakeovers,
        rotationGrace,
        parallelCredentials,
        ephemeralClients,
        requesters,
        notices,
        breakGlass,
        onChange,
        condition,
        stepUp,
        digest);
  }

  /**
   * What is protected: the union of the patterns and the attribute.
   *
   * @param clientCredentials patterns of client ids
   * @param configuration areas of the trust base
   * @param attributeName name of the attribute that marks a protected role or client; null for none
   * @param attributeValue its value
   */
  public record Protects(
      List<NamePattern> realmRoles,
      List<ClientRolePattern> clientRoles,
      List<NamePattern> clientCredentials,
      List<String> configuration,
      @Nullable String attributeName,
      @Nullable String attributeValue) {

    public Protects {
      realmRoles = List.copyOf(realmRoles);
      clientRoles = List.copyOf(clientRoles);
      clientCredentials = List.copyOf(clientCredentials);
      configuration = List.copyOf(configuration);
    }

    /** Returns whether a name matches one of the patterns. */
    public boolean matches(EntitlementName name) {
      if (name instanceof EntitlementName.RealmRole role) {
        return realmRoles.stream().anyMatch(pattern -> pattern.matches(role.role()));
      }
      if (name instanceof EntitlementName.ClientCredential credential) {
        return clientCredentials.stream()
            .anyMatch(pattern -> pattern.matches(credential.clientId()));
      }
      if (name instanceof EntitlementName.Configuration part) {
        return configuration.contains(part.area());
      }
      return name instanceof EntitlementName.ClientRole role
          && clientRoles.stream().anyMatch(pattern -> pattern.matches(role));
    }

    /** Returns whether the attributes of a role or client mark it as protected. */
    public boolean matches(Map<String, List<String>> attributes) {
      return attributeName != null
          && attributes.getOrDefault(attributeName, List.of()).contains(attributeValue);
    }
  }

  /** A client role, {@code client/role}, with {@code *} in either part. */
  public record ClientRolePattern(NamePattern client, NamePattern role) {
    /** Returns whether it is the name of such a role. */
    public boolean matches(EntitlementName.ClientRole name) {
      return client.matches(name.client()) && role.matches(name.role());
    }
  }

  /**
   * What the ticket must be.
   *
   * @param systems aliases of ITSM systems; empty for any
   * @param types ticket types; empty for any
   * @param approverRole realm role, or {@code client/role}, that each approver holds; null for none
   * @param configurationItemAttribute attribute of the subject that must equal the ticket's
   *     configuration item; null when the rule does not ask
   * @param byRisk what is asked for beyond that by the risk of the ticket
   * @param maxUses how many bindings one ticket carries for one subject and entitlement
   * @param lateSubjects whether an account counts that was made after the ticket came in
   */
  public record TicketDemands(
      List<String> systems,
      List<String> types,
      int minApprovals,
      RiskTable byRisk,
      @Nullable String approverRole,
      boolean requireJustification,
      boolean requireWindow,
      boolean requireConfigurationItem,
      @Nullable String configurationItemAttribute,
      int maxUses,
      boolean lateSubjects) {

    public TicketDemands {
      systems = List.copyOf(systems);
      types = List.copyOf(types);
    }

    /** The distinct approvers that a ticket of that risk needs. */
    public int minApprovals(@Nullable String risk) {
      return byRisk.minApprovals(risk, minApprovals);
    }
  }

  /**
   * Roles of people on a ticket that one person may not combine.
   *
   * @param personAttribute attribute of users that is the same in all accounts of one person; null
   *     where each account counts as a person of its own
   * @param exclusiveRoles sets of roles; one subject may not hold two roles of a set
   */
  public record Duties(
      boolean approverNotRequester,
      boolean approverNotBeneficiary,
      @Nullable String personAttribute,
      List<List<String>> exclusiveRoles) {

    public Duties {
      exclusiveRoles = exclusiveRoles.stream().map(List::copyOf).toList();
    }
  }

  /**
   * How long a grant lasts.
   *
   * @param max the longest life of a binding; {@link #UNLIMITED} for none
   * @param byDefault its life when the request names no end
   * @param reviews how it is reviewed; null for not at all
   * @param dormancy what happens when nobody uses it; null for nothing
   */
  public record Lifetime(
      Duration max, Duration byDefault, @Nullable Reviews reviews, @Nullable Dormancy dormancy) {

    /** Longer than anything that is counted in time. */
    public static final Duration UNLIMITED = Duration.ofSeconds(Long.MAX_VALUE);

    /** A lifetime without reviews, and without a look at use. */
    public Lifetime(Duration max, Duration byDefault) {
      this(max, byDefault, null, null);
    }
  }

  /**
   * How a binding is reviewed.
   *
   * @param every the time from one review to the next
   * @param attribute of the subject, which names the reviewer; null unless that is how
   * @param riskAnalysis reference to the targeted risk analysis that set the time; null for none
   */
  public record Reviews(
      Duration every, ReviewedBy by, @Nullable String attribute, @Nullable String riskAnalysis) {}

  /** Who reviews. */
  public enum ReviewedBy {
    /** The owner of the service account or client. */
    OWNER,
    /** Anyone who holds the role that approvers hold. */
    APPROVER_ROLE,
    /** The person whom an attribute of the subject names. */
    ATTRIBUTE
  }

  /**
   * What happens when nobody uses a grant.
   *
   * @param after for so long
   */
  public record Dormancy(Duration after, OnDormant action) {}

  /** What happens to a dormant binding, the mildest first. */
  public enum OnDormant {
    REPORT,
    SUSPEND,
    REVOKE
  }

  /**
   * Who answers for a service account or a client.
   *
   * @param attribute of the client, which names the owner
   * @param role realm role, or {@code client/role}, that each owner holds; null for none
   */
  public record Ownership(String attribute, @Nullable String role) {}

  /**
   * How emergency grants without a ticket are allowed.
   *
   * @param role realm role, or {@code client/role}, that the person holds who makes one
   * @param max the longest life of one
   * @param reviewWithin so long after it was made somebody else has reviewed it
   */
  public record BreakGlass(String role, Duration max, Duration reviewWithin) {

    /** The shortest of these times of several rules; nothing where none allows emergency grants. */
    public static Duration shortest(List<Rule> rules, Function<BreakGlass, Duration> which) {
      return rules.stream()
          .flatMap(rule -> Stream.ofNullable(rule.breakGlass()))
          .map(which)
          .min(Comparator.naturalOrder())
          .orElse(Duration.ZERO);
    }
  }

  /** What happens to live bindings that do not fulfil a rule any more once it has changed. */
  public enum OnChange {
    /** They live on until their end. */
    KEEP,
    /** They are to be certified, or they end. */
    REVIEW,
    /** They end. */
    REVOKE
  }

  /**
   * What a change of the rule means for them.
   *
   * @param reviewWithin how long there is for the review
   */
  public record Change(OnChange action, Duration reviewWithin) {}

  /**
   * How strongly somebody has authenticated in a session whose tokens carry the role.
   *
   * @param acr the authentication context class (OpenID Connect's {@code acr})
   * @param maxAge so long a login that has reached it counts
   */
  public record StepUp(String acr, Duration maxAge) {}

  /**
   * What happens to grants that have no binding.
   *
   * @param listMembers true when a structure may carry the role although members have no binding
   *     yet: they are listed
   * @param remove true when the reconciler removes such a grant, false when it reports it
   */
  public record Unbound(boolean listMembers, boolean remove) {}
}
