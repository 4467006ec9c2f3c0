package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.ServiceAccounts;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Issues the credential of a client once a binding allows it. */
public final class CredentialIssuer {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final Evaluator evaluator;
  private final Bindings bindings;
  private final ClientCredentials credentials;

  public CredentialIssuer(
      KeycloakSession session,
      RealmModel realm,
      Evaluator evaluator,
      Bindings bindings,
      ClientCredentials credentials) {
    this.session = session;
    this.realm = realm;
    this.evaluator = evaluator;
    this.bindings = bindings;
    this.credentials = credentials;
  }

  /**
   * The issued credential, to be shown to the caller alone.
   *
   * @param secret null where the client registered keys
   * @param keyIds ids of those keys; empty where a secret was made
   */
  public record Issued(
      String clientId, @Nullable String secret, List<String> keyIds, Instant expiresAt) {

    @Override
    public String toString() {
      return "the credential of client " + clientId;
    }
  }

  /**
   * Issues the credential. The binding's subject must be locked.
   *
   * @param binding active, for the credential of a client
   * @param keys the keys that the client wants to prove itself by; null for a new secret
   */
  public Issued issue(Binding binding, @Nullable PublicKeys keys, Instant now) {
    ClientModel client = realm.getClientById(binding.subject().id());
    if (client == null) {
      throw new IllegalStateException("The client whose credential is to be issued is gone.");
    }
    String secret = null;
    if (keys == null) {
      secret =
          credentials.newSecret(
              client, graceUntil(binding, now).map(Instant::getEpochSecond).orElse(null));
    } else {
      credentials.newKeys(client, keys.attributes());
    }
    ServiceAccounts.enable(session, client);
    Person owner = binding.owner();
    if (owner != null) {
      Evaluator.ownerAttributes(rules(binding))
          .forEach(attribute -> client.setAttribute(attribute, owner.name()));
    }
    credentials.written(client);
    return new Issued(
        client.getClientId(), secret, keys == null ? List.of() : keys.ids(), binding.expiresAt());
  }

  /**
   * Until when the present secret is good beside the new one: as long as every rule allows, and as
   * its own ticket does.
   */
  private Optional<Instant> graceUntil(Binding binding, Instant now) {
    Duration grace =
        rules(binding).stream()
            .map(Rule::rotationGrace)
            .min(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    return bindings.liveOf(binding.subject()).stream()
        .filter(other -> !other.id().equals(binding.id()) && other.covers(now))
        .map(Binding::expiresAt)
        .max(Comparator.naturalOrder())
        .map(end -> now.plus(grace).isBefore(end) ? now.plus(grace) : end)
        .filter(end -> end.isAfter(now));
  }

  private List<Rule> rules(Binding binding) {
    return evaluator.rulesFor(binding.entitlement());
  }
}
