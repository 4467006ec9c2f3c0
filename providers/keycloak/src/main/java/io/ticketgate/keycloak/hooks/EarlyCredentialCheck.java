package io.ticketgate.keycloak.hooks;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.gate.TicketRequired;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.Caller;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.calls.Veto;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.realm.ClientCredentials;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.Refusals;
import io.ticketgate.keycloak.realm.TicketGate;
import io.ticketgate.spi.EntitlementName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;

/**
 * Refuses a client before it is written, where the write gate would refuse it later: a protected
 * client that is created, or whose credential changes, without a named ticket and without an
 * authorisation. The protection does not depend on it: the write gate judges what this check does
 * not see.
 */
final class EarlyCredentialCheck {

  private final KeycloakSession session;

  EarlyCredentialCheck(KeycloakSession session) {
    this.session = session;
  }

  /**
   * @throws Veto {@code ticket_required}
   */
  void check(ClientCRUDContext context) {
    RealmModel realm = session.getContext().getRealm();
    ClientRepresentation proposed = context.getProposedClientRepresentation();
    if (proposed == null
        || realm.getComponentsStream(realm.getId(), GateRule.class.getName()).findAny().isEmpty()
        || namesTicket()) {
      return;
    }
    RealmGate gate = session.getProvider(TicketGate.class).of(realm);
    ClientModel client = context.getTargetClient();
    List<Rule> enforced =
        enforced(client == null ? ofNew(gate, proposed) : gate.rules().protecting(of(client)));
    if (enforced.isEmpty()
        || (client != null && (!changes(client, proposed) || isAwaited(gate, client)))) {
      return;
    }
    Entitlement credential = client == null ? of(proposed) : of(client);
    GateException.Refused refusal = TicketRequired.forCredential(credential, enforced);
    Refusals.count(session, realm, refusal.code());
    throw new Veto(refusal);
  }

  private boolean namesTicket() {
    try {
      return Caller.namedTicket(session) != null;
    } catch (GateException malformed) {
      return true; // the write gate says what is wrong with it
    }
  }

  private static List<Rule> enforced(List<Rule> rules) {
    return rules.stream().filter(rule -> rule.mode() == Mode.ENFORCE).toList();
  }

  /** By its name alone, or by an attribute it is to have. */
  private static List<Rule> ofNew(RealmGate gate, ClientRepresentation proposed) {
    if (proposed.getClientId() == null) {
      return List.of(); // Keycloak makes one up
    }
    Map<String, List<String>> attributes = new HashMap<>();
    if (proposed.getAttributes() != null) {
      proposed
          .getAttributes()
          .forEach(
              (name, value) -> attributes.put(name, value == null ? List.of() : List.of(value)));
    }
    return gate.rules().protection().protectingNew(of(proposed).name(), attributes);
  }

  private static Entitlement of(ClientRepresentation proposed) {
    return new Entitlement("", new EntitlementName.ClientCredential(proposed.getClientId()));
  }

  private static Entitlement of(ClientModel client) {
    return Entitlements.credential(client);
  }

  private static boolean isAwaited(RealmGate gate, ClientModel client) {
    return !gate.bindings().authorisedUnder(Subjects.of(client)).isEmpty();
  }

  /** As Keycloak applies a representation: a field that it leaves out stays as it is. */
  private static boolean changes(ClientModel client, ClientRepresentation proposed) {
    boolean open = Boolean.TRUE.equals(proposed.isPublicClient());
    return differs(proposed.isPublicClient(), client.isPublicClient())
        || differs(proposed.isBearerOnly(), client.isBearerOnly())
        || (Boolean.TRUE.equals(proposed.isServiceAccountsEnabled())
            && !client.isServiceAccountsEnabled())
        || differs(proposed.getClientAuthenticatorType(), client.getClientAuthenticatorType())
        || (!open && differs(proposed.getSecret(), client.getSecret()))
        || changesAttributes(client, proposed.getAttributes());
  }

  private static boolean changesAttributes(
      ClientModel client, @Nullable Map<String, String> proposed) {
    return proposed != null
        && proposed.entrySet().stream()
            .filter(attribute -> ClientCredentials.isCredential(attribute.getKey()))
            .filter(attribute -> !ClientCredentials.isOldSecret(attribute.getKey()))
            .anyMatch(
                attribute ->
                    !ClientCredentials.isSame(
                        attribute.getValue(), client.getAttribute(attribute.getKey())));
  }

  private static boolean differs(@Nullable Object proposed, @Nullable Object present) {
    return proposed != null && !proposed.equals(present);
  }
}
