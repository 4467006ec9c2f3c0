package io.ticketgate.keycloak.realm;

import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.store.BindingIndex;
import io.ticketgate.keycloak.store.LastUses;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * What one server has one of, and the gate of a realm in one session. Get it with {@code
 * session.getProvider(TicketGate.class)}.
 */
public interface TicketGate extends Provider {

  /** The most that the server's switch lets any rule do. */
  Mode serverMode();

  /** The live bindings, as the token path looks them up. */
  BindingIndex index();

  /** When bindings were last relied on. */
  LastUses lastUses();

  /** What this node knows of itself. */
  NodeState node();

  /** The gate of a realm, made once in this session. */
  RealmGate of(RealmModel realm);

  /** Reads the tickets that requests name. */
  TicketSource tickets(RealmModel realm);

  @Override
  default void close() {}
}
