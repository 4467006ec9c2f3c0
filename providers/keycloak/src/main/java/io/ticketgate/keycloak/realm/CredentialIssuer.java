package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.IssuedCredential;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.gate.CredentialDesk;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.ServiceAccounts;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Issues the credential of a client once a binding allows it. */
public final class CredentialIssuer {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final Evaluator evaluator;
  private final CredentialDesk desk;
  private final Bindings bindings;
  private final ClientCredentials credentials;

  public CredentialIssuer(
      KeycloakSession session,
      RealmModel realm,
      Evaluator evaluator,
      CredentialDesk desk,
      Bindings bindings,
      ClientCredentials credentials) {
    this.session = session;
    this.realm = realm;
    this.evaluator = evaluator;
    this.desk = desk;
    this.bindings = bindings;
    this.credentials = credentials;
  }

  /**
   * The issued credential, to be shown to the caller alone.
   *
   * @param secret null where the client proves itself otherwise
   * @param form by what it does then; null where a secret was made
   */
  public record Issued(
      String clientId, @Nullable String secret, @Nullable CredentialForm form, Instant expiresAt) {

    @Override
    public String toString() {
      return "the credential of client " + clientId;
    }
  }

  /**
   * Issues the credential. The binding's subject must be locked.
   *
   * @param binding active, for the credential of a client
   * @param form what the client is to prove itself by; null for a new secret
   */
  public Issued issue(Binding binding, @Nullable CredentialForm form, Instant now) {
    ClientModel client = realm.getClientById(binding.subject().id());
    if (client == null) {
      throw new IllegalStateException("The client whose credential is to be issued is gone.");
    }
    String secret = null;
    if (form instanceof PublicKeys keys) {
      credentials.newKeys(client, keys.attributes(), besides(binding, client, now));
    } else if (form instanceof FederatedIdentity identity) {
      identity.requireUsable(session, realm, client);
      credentials.newIdentity(client, identity);
    } else {
      secret =
          credentials.newSecret(
              client, graceUntil(binding, now).map(Instant::getEpochSecond).orElse(null));
    }
    ServiceAccounts.enable(session, client);
    keepOwner(binding, client);
    credentials.written(client);
    desk.issued(binding, now);
    return new Issued(client.getClientId(), secret, form, binding.endsAt());
  }

  /** Keeps the owner with the client too, by whose attribute rules know the owner. */
  public void keepOwner(Binding binding) {
    Subject subject = binding.subject();
    String clientId = subject.id();
    if (subject.kind() == Subject.Kind.SERVICE_ACCOUNT) {
      UserModel account = session.users().getUserById(realm, subject.id());
      clientId = account == null ? null : account.getServiceAccountClientLink();
    }
    ClientModel client = clientId == null ? null : realm.getClientById(clientId);
    if (client != null) {
      keepOwner(binding, client);
    }
  }

  private void keepOwner(Binding binding, ClientModel client) {
    Person owner = binding.owner();
    if (owner != null) {
      Evaluator.ownerAttributes(rules(binding))
          .forEach(attribute -> KeptOwners.write(session, client, attribute, owner.name()));
    }
  }

  /**
   * Until when the present secret is good beside the new one in Keycloak: as long as every rule
   * allows, and as its own ticket does. Where the rules allow several, the gate knows each by its
   * mark, and Keycloak none but the last.
   */
  private Optional<Instant> graceUntil(Binding binding, Instant now) {
    if (desk.others(binding) > 0) {
      return Optional.empty();
    }
    Instant grace = now.plus(desk.grace(binding));
    return others(binding, now)
        .map(Binding::endsAt)
        .max(Comparator.naturalOrder())
        .map(end -> grace.isBefore(end) ? grace : end)
        .filter(end -> end.isAfter(now));
  }

  /** The keys that stay beside the new ones, because their tickets go on and the rules allow it. */
  private List<String> besides(Binding binding, ClientModel client, Instant now) {
    List<IssuedCredential> staying =
        others(binding, now)
            .map(Binding::issued)
            .filter(Objects::nonNull)
            .filter(issued -> issued.goodUntil() == null)
            .sorted(Comparator.comparing(IssuedCredential::issuedAt).reversed())
            .limit(desk.others(binding))
            .toList();
    return PublicKeys.registered(client).stream()
        .filter(id -> staying.stream().anyMatch(issued -> issued.has(CredentialMark.ofKey(id))))
        .toList();
  }

  private Stream<Binding> others(Binding binding, Instant now) {
    return bindings.liveOf(binding.subject()).stream()
        .filter(other -> !other.id().equals(binding.id()))
        .filter(other -> other.covers(now) || other.suspendedUntilItsEnd(now));
  }

  private List<Rule> rules(Binding binding) {
    return evaluator.rulesFor(binding.entitlement());
  }
}
