package io.ticketgate.keycloak;

import io.ticketgate.core.Mode;
import io.ticketgate.keycloak.store.BindingIndex;
import io.ticketgate.keycloak.store.LastUses;
import io.ticketgate.keycloak.task.DeliveryWorker;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/** The gate of a session. Get it with {@code session.getProvider(TicketGate.class)}. */
public interface TicketGate extends Provider {

  /** The most that the server's switch lets any rule do. */
  Mode serverMode();

  /** The live bindings, as the token path looks them up. */
  BindingIndex index();

  /** When bindings were last relied on. */
  LastUses lastUses();

  /** How the ITSM systems do. */
  SystemHealth systemHealth();

  /** What reads the tickets that webhooks are about. */
  DeliveryWorker deliveryWorker();

  /** The gate of a realm, in this session. */
  RealmGate of(RealmModel realm);

  @Override
  default void close() {}
}
