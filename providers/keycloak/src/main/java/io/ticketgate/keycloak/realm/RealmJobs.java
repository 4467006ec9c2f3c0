package io.ticketgate.keycloak.realm;

import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.calls.Jobs;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/** Runs work for one realm in a session and a transaction of its own: the one way to do so. */
public final class RealmJobs {

  private final KeycloakSessionFactory factory;
  private final Mode serverMode;

  /**
   * @param serverMode the most that the server's switch lets a rule do
   */
  public RealmJobs(KeycloakSessionFactory factory, Mode serverMode) {
    this.factory = factory;
    this.serverMode = serverMode;
  }

  /** Makes the sessions of these jobs. */
  public KeycloakSessionFactory sessions() {
    return factory;
  }

  /**
   * Runs the work with the realm in the context of its session, and commits it.
   *
   * @return what the work returns; empty where the realm is gone, and then the work is not run
   * @throws RuntimeException whatever the work throws; then nothing is committed
   */
  public <T> Optional<T> in(String realmId, Function<RealmGate, T> work) {
    return Jobs.call(
        factory,
        session -> {
          RealmModel realm = session.realms().getRealm(realmId);
          if (realm == null) {
            return Optional.empty();
          }
          session.getContext().setRealm(realm);
          return Optional.of(work.apply(RealmGate.of(session, realm, serverMode)));
        });
  }

  /** As {@link #in}, for work that returns nothing. */
  public void run(String realmId, Consumer<RealmGate> work) {
    in(
        realmId,
        gate -> {
          work.accept(gate);
          return true;
        });
  }
}
