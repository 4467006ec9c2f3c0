package io.ticketgate.core.binding;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ties one grant (subject and entitlement) to one ticket, with its evidence and its end.
 *
 * @param rules names of the rules that were fulfilled
 * @param ruleDigest digest of those rules as they were then
 * @param requestedBy the requester, as the ITSM names people
 * @param grantedBy the person who made the grant in Keycloak; null for the gate itself
 * @param owner the user who answers for a credential or service account; null if none was named
 * @param approvers whose approvals were counted
 * @param evidence the ticket as it was approved
 * @param endedAt when it ended; null while it is live
 * @param lastUsedAt when a token that relied on it was last issued, stored in batches; null for
 *     never
 * @param cause why it ended; null while it is live
 * @param issued the credential that the client got; null for a role, until it got one, and for
 *     bindings from before these were recorded
 * @param expiresAt its planned end; {@link #NO_END} for none
 * @param schedule what is due before its end
 * @param ephemeral whether the client was made for its ticket, and is removed with it
 */
public record Binding(
    String id,
    Subject subject,
    Entitlement entitlement,
    TicketRef ticket,
    List<String> rules,
    String ruleDigest,
    BindingStatus status,
    @Nullable String requestedBy,
    @Nullable Person grantedBy,
    @Nullable Person owner,
    List<Person> approvers,
    @Nullable String justification,
    Evidence evidence,
    Instant createdAt,
    Instant notBefore,
    Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant endedAt,
    @Nullable EndCause cause,
    @Nullable IssuedCredential issued,
    Schedule schedule,
    boolean ephemeral) {

  /** The planned end of a binding that has none: it lives from review to review. */
  public static final Instant NO_END = Instant.parse("9999-12-31T00:00:00Z");

  /**
   * What a decision relied on.
   *
   * @param ticketVersion version of the ticket
   * @param digest digest of its approved fields, lower-case hex SHA-256
   * @param parts the roles that the entitlement brought along then, itself left out: the id of
   *     each, and what it was called; an empty text where that was not recorded. Empty for a
   *     credential and for a role that is no composite
   */
  public record Evidence(String ticketVersion, String digest, Map<String, String> parts) {

    public Evidence {
      parts = Map.copyOf(parts);
    }

    /** The evidence for an entitlement that brings nothing along. */
    public Evidence(String ticketVersion, String digest) {
      this(ticketVersion, digest, Map.of());
    }
  }

  public Binding {
    rules = List.copyOf(rules);
    approvers = List.copyOf(approvers);
  }

  /**
   * Returns whether Keycloak's Admin API asks for what it grants, or for a part of that. So it is
   * taken where what a part was called is not recorded, or cannot be read.
   */
  public boolean administers() {
    return entitlement.administers()
        || evidence.parts().values().stream().anyMatch(Binding::mayAdminister);
  }

  private static boolean mayAdminister(String called) {
    try {
      return Entitlement.administers(EntitlementName.role(called));
    } catch (IllegalArgumentException unreadable) {
      return true;
    }
  }

  /** A binding under which no credential was issued. */
  public Binding(
      String id,
      Subject subject,
      Entitlement entitlement,
      TicketRef ticket,
      List<String> rules,
      String ruleDigest,
      BindingStatus status,
      @Nullable String requestedBy,
      @Nullable Person grantedBy,
      @Nullable Person owner,
      List<Person> approvers,
      @Nullable String justification,
      Evidence evidence,
      Instant createdAt,
      Instant notBefore,
      Instant expiresAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant endedAt,
      @Nullable EndCause cause) {
    this(
        id,
        subject,
        entitlement,
        ticket,
        rules,
        ruleDigest,
        status,
        requestedBy,
        grantedBy,
        owner,
        approvers,
        justification,
        evidence,
        createdAt,
        notBefore,
        expiresAt,
        lastUsedAt,
        endedAt,
        cause,
        null);
  }

  /** A binding of which nothing is due before its end. */
  public Binding(
      String id,
      Subject subject,
      Entitlement entitlement,
      TicketRef ticket,
      List<String> rules,
      String ruleDigest,
      BindingStatus status,
      @Nullable String requestedBy,
      @Nullable Person grantedBy,
      @Nullable Person owner,
      List<Person> approvers,
      @Nullable String justification,
      Evidence evidence,
      Instant createdAt,
      Instant notBefore,
      Instant expiresAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant endedAt,
      @Nullable EndCause cause,
      @Nullable IssuedCredential issued) {
    this(
        id,
        subject,
        entitlement,
        ticket,
        rules,
        ruleDigest,
        status,
        requestedBy,
        grantedBy,
        owner,
        approvers,
        justification,
        evidence,
        createdAt,
        notBefore,
        expiresAt,
        lastUsedAt,
        endedAt,
        cause,
        issued,
        Schedule.NONE,
        false);
  }

  /** Returns whether it has no planned end. */
  public boolean standing() {
    return expiresAt.equals(NO_END);
  }

  /** When it ends unless somebody acts: at its planned end, or when its review is due. */
  public Instant endsAt() {
    Instant due = schedule.reviewDueAt();
    return due != null && due.isBefore(expiresAt) ? due : expiresAt;
  }

  /** Returns whether it is an emergency grant, which has no ticket. */
  public boolean emergency() {
    return ticket.reserved();
  }

  /** Why it is over at {@code now}, whether or not anybody has stated it; empty while it is not. */
  public Optional<EndCause> ranOut(Instant now) {
    if (now.isBefore(endsAt())) {
      return Optional.empty();
    }
    if (!now.isBefore(expiresAt)) {
      return Optional.of(EndCause.EXPIRED);
    }
    return Optional.of(emergency() ? EndCause.REVIEW_OVERDUE : EndCause.NOT_CERTIFIED);
  }

  /**
   * Returns whether Keycloak has something that is given with it: a mapping, a membership, a
   * credential. The change of a part of the configuration, and what an agent does for a person, are
   * asked for each time.
   */
  public boolean givesSomething() {
    return !entitlement.configuration() && subject.kind() != Subject.Kind.AGENT;
  }

  /** Returns whether this binding makes the grant rightful at {@code now}. */
  public boolean covers(Instant now) {
    return status == BindingStatus.ACTIVE && now.isBefore(endsAt());
  }

  /** Returns whether its grant is withheld at {@code now} and may come back. */
  public boolean suspendedUntilItsEnd(Instant now) {
    return status == BindingStatus.SUSPENDED && now.isBefore(endsAt());
  }

  /**
   * What it makes rightful of all that its entitlement brings along now: what it brought along when
   * the binding was made. A role that was put into the composite later was approved by nobody, and
   * neither was a role under a name that it got later: then there is nothing.
   *
   * @param closure an entitlement and all that it brings along now
   */
  public Set<Entitlement> approved(Function<Entitlement, Set<Entitlement>> closure) {
    if (entitlement.credential()) {
      return Set.of(entitlement);
    }
    Set<Entitlement> now = closure.apply(entitlement);
    if (now.stream().anyMatch(this::renamed)) {
      return Set.of();
    }
    return now.stream()
        .filter(part -> part.equals(entitlement) || evidence.parts().containsKey(part.id()))
        .collect(Collectors.toSet());
  }

  /**
   * Returns whether this is its entitlement, or what that brought along, under another name than
   * when the binding was made. A token says the name of now, and nobody has approved that.
   */
  public boolean renamed(Entitlement now) {
    if (entitlement.equals(now)) {
      return !entitlement.name().equals(now.name());
    }
    String then = evidence.parts().getOrDefault(now.id(), "");
    return !then.isEmpty() && !then.equals(now.name().toString());
  }

  /**
   * What people called an entitlement when the binding was made; as it is now where the binding has
   * nothing to do with it.
   */
  public String nameThen(Entitlement now) {
    if (entitlement.equals(now)) {
      return entitlement.label();
    }
    String then = evidence.parts().getOrDefault(now.id(), "");
    return then.isEmpty() ? now.label() : Entitlement.labelOfRole(then);
  }

  /** Returns whether it could still be activated at {@code now}. */
  public boolean exercisable(Instant now) {
    return status == BindingStatus.AUTHORIZED && now.isBefore(endsAt()) && !now.isBefore(notBefore);
  }

  /**
   * The time, but never before this binding was made: a caller that waited for a lock may hold an
   * older timestamp.
   */
  Instant notEarlier(Instant now) {
    return now.isBefore(createdAt) ? createdAt : now;
  }

  public Binding activated(@Nullable Person by, Instant expires) {
    return with(BindingStatus.ACTIVE, by, expires, null, null);
  }

  /**
   * This binding with a later end. Its review is due when it was.
   *
   * @param fulfilled names of the rules that allow it
   * @param rulesDigest digest of those rules as they are now
   * @param version of the ticket that was looked at
   */
  public Binding extended(
      Instant until, List<String> fulfilled, String rulesDigest, String version) {
    if (!status.live() || !until.isAfter(expiresAt)) {
      throw new IllegalStateException("A binding that is " + status + " is not extended so.");
    }
    return new Binding(
        id,
        subject,
        entitlement,
        ticket,
        fulfilled,
        rulesDigest,
        status,
        requestedBy,
        grantedBy,
        owner,
        approvers,
        justification,
        new Evidence(version, evidence.digest(), evidence.parts()),
        createdAt,
        notBefore,
        until,
        lastUsedAt,
        null,
        null,
        issued,
        schedule,
        ephemeral);
  }

  /** This binding with the credential that the client got under it. */
  public Binding withIssued(IssuedCredential credential) {
    return with(status, grantedBy, owner, expiresAt, endedAt, cause, credential, schedule);
  }

  /** This binding, of a client that was made for its ticket and is removed with it. */
  public Binding ofEphemeralClient() {
    return new Binding(
        id,
        subject,
        entitlement,
        ticket,
        rules,
        ruleDigest,
        status,
        requestedBy,
        grantedBy,
        owner,
        approvers,
        justification,
        evidence,
        createdAt,
        notBefore,
        expiresAt,
        lastUsedAt,
        endedAt,
        cause,
        issued,
        schedule,
        true);
  }

  /** This binding with another owner, who also makes the reviews that were the former owner's. */
  public Binding ownedBy(Person next) {
    Reviewer reviewer = schedule.reviewer();
    boolean theirs = owner != null && reviewer != null && reviewer.equals(Reviewer.of(owner));
    return with(
        status,
        grantedBy,
        next,
        expiresAt,
        endedAt,
        cause,
        issued,
        theirs ? schedule.withReviewer(Reviewer.of(next)) : schedule);
  }

  /** This binding with other due times, and another end. */
  public Binding scheduled(Schedule next, Instant expires) {
    return with(status, grantedBy, owner, expires, endedAt, cause, issued, next);
  }

  Binding suspended() {
    // Nobody can use it meanwhile.
    return with(BindingStatus.SUSPENDED, grantedBy, expiresAt, null, null)
        .scheduled(schedule.withUse(schedule.dormantAfter(), null), expiresAt);
  }

  public Binding ended(EndCause why, Instant at) {
    BindingStatus end = why == EndCause.EXPIRED ? BindingStatus.EXPIRED : BindingStatus.REVOKED;
    Binding ended = with(end, grantedBy, expiresAt, at, why);
    // An emergency grant is reviewed all the same.
    return emergency() ? ended : ended.scheduled(schedule.over(), expiresAt);
  }

  private Binding with(
      BindingStatus next,
      @Nullable Person granter,
      Instant expires,
      @Nullable Instant end,
      @Nullable EndCause why) {
    if (!status.canBecome(next)) {
      throw new IllegalStateException("A binding cannot go from " + status + " to " + next + ".");
    }
    return with(next, granter, owner, expires, end, why, issued, schedule);
  }

  private Binding with(
      BindingStatus next,
      @Nullable Person granter,
      @Nullable Person answers,
      Instant expires,
      @Nullable Instant end,
      @Nullable EndCause why,
      @Nullable IssuedCredential credential,
      Schedule due) {
    return new Binding(
        id,
        subject,
        entitlement,
        ticket,
        rules,
        ruleDigest,
        next,
        requestedBy,
        granter,
        answers,
        approvers,
        justification,
        evidence,
        createdAt,
        notBefore,
        expires,
        lastUsedAt,
        end,
        why,
        credential,
        due,
        ephemeral);
  }
}
