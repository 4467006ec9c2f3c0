package io.ticketgate.keycloak.server;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.gate.CredentialDesk;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.realm.CredentialMarks;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.store.UnboundGrants;
import io.ticketgate.keycloak.store.UnboundGrants.Grant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.cache.CacheRealmProvider;

/** Clients whose tickets do not account for what they authenticate with; that yields no token. */
final class ChangedCredentials {

  private final RealmGate gate;

  ChangedCredentials(RealmGate gate) {
    this.gate = gate;
  }

  /**
   * Looks at all clients with a live binding, without a lock.
   *
   * @param known what has been reported before
   * @param over of these, what is no more; what is found again is removed
   * @return what is to be done of each new one in a transaction of its own
   */
  List<Consumer<RealmGate>> found(Set<Grant> known, Set<Grant> over) {
    Map<Subject, List<Binding>> byClient =
        gate.bindings().liveCredentials().stream()
            .collect(groupingBy(Binding::subject, LinkedHashMap::new, toList()));
    List<Consumer<RealmGate>> actions = new ArrayList<>();
    byClient.forEach(
        (client, live) -> {
          Grant grant = new Grant(client.id(), live.get(0).entitlement().id());
          if (isChanged(client, live)) {
            over.remove(grant);
            if (!known.contains(grant)) {
              actions.add(later -> new ChangedCredentials(later).report(client));
            }
          }
        });
    return actions;
  }

  private boolean isChanged(Subject client, List<Binding> live) {
    ClientModel found = gate.realm().getClientById(client.id());
    return found != null
        && !gate.rules().protecting(live.get(0).entitlement()).isEmpty()
        && live.stream().anyMatch(binding -> binding.covers(now()))
        && !CredentialDesk.accountedFor(live, CredentialMarks.whole(gate.session(), found), now());
  }

  /**
   * Looks again with nobody else at the client, and past the cache, which on a node that lost a
   * message has the secret of before. What has ended takes its secret along in the clean-up.
   */
  private void report(Subject client) {
    gate.bindings().lockSubject(client);
    List<Binding> live =
        gate.bindings().liveOf(client).stream()
            .filter(binding -> binding.entitlement().credential())
            .toList();
    boolean waits =
        !gate.bindings().remains(client).isEmpty()
            || live.stream().anyMatch(binding -> binding.ranOut(now()).isPresent());
    if (live.isEmpty() || waits) {
      return;
    }
    forgetCached(client);
    if (isChanged(client, live)) {
      Entitlement credential = live.get(0).entitlement();
      List<Rule> protecting = gate.rules().protecting(credential);
      new UnboundGrants(gate.session(), gate.realm().getId())
          .add(new Grant(client.id(), credential.id()), now());
      gate.journal().credentialChanged(client, credential, protecting, now());
    }
  }

  private void forgetCached(Subject client) {
    CacheRealmProvider cache = gate.session().getProvider(CacheRealmProvider.class);
    if (cache != null) {
      cache.registerClientInvalidation(client.id(), client.name(), gate.realm().getId());
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
