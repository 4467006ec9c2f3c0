package io.ticketgate.keycloak;

import io.ticketgate.core.Mode;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/** The gate of a session. Get it with {@code session.getProvider(TicketGate.class)}. */
public interface TicketGate extends Provider {

  /** The most that the server's switch lets any rule do. */
  Mode serverMode();

  /** The gate of a realm, in this session. */
  RealmGate of(RealmModel realm);

  @Override
  default void close() {}
}
