package io.ticketgate.core;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.OlderCredential;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Roles that count how often they are asked what an entitlement brings along. */
final class CountedRoles implements Roles {

  private final Roles roles;
  private final Map<Entitlement, Integer> closuresAsked = new LinkedHashMap<>();

  CountedRoles(Roles roles) {
    this.roles = roles;
  }

  Map<Entitlement, Integer> closuresAsked() {
    return Map.copyOf(closuresAsked);
  }

  void forgetCalls() {
    closuresAsked.clear();
  }

  @Override
  public Set<Entitlement> closure(Entitlement entitlement) {
    closuresAsked.merge(entitlement, 1, Integer::sum);
    return roles.closure(entitlement);
  }

  @Override
  public Set<Holding> direct(Subject subject) {
    return roles.direct(subject);
  }

  @Override
  public void give(Subject subject, Holding holding) {
    roles.give(subject, holding);
  }

  @Override
  public void take(Subject subject, Holding holding) {
    roles.take(subject, holding);
  }

  @Override
  public Set<CredentialMark> credentialMarks(Subject client) {
    return roles.credentialMarks(client);
  }

  @Override
  public OlderCredential olderCredential(Subject client) {
    return roles.olderCredential(client);
  }

  @Override
  public void voidCredential(
      Subject client, Set<CredentialMark> kept, Set<CredentialMark> ended, boolean strict) {
    roles.voidCredential(client, kept, ended, strict);
  }

  @Override
  public void removeClient(Subject client) {
    roles.removeClient(client);
  }

  @Override
  public boolean sharedHolder(Subject structure, EntitlementName role) {
    return roles.sharedHolder(structure, role);
  }

  @Override
  public List<Subject> unbound(Entitlement entitlement, @Nullable Subject within, Instant now) {
    return roles.unbound(entitlement, within, now);
  }

  @Override
  public void endSessions(Subject subject) {
    roles.endSessions(subject);
  }

  @Override
  public void endTokensBefore(Subject person, Instant since) {
    roles.endTokensBefore(person, since);
  }

  @Override
  public void endSessions(Subject person, Set<Entitlement> lost) {
    roles.endSessions(person, lost);
  }

  @Override
  public void endDerivedSessions(Subject person) {
    roles.endDerivedSessions(person);
  }
}
