package io.ticketgate.connectors.http;

import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.truststore.TruststoreProvider;

/** Makes connections with Keycloak's truststore and proxies, and has the threads they share. */
final class Transports implements AutoCloseable {

  private final ScheduledThreadPoolExecutor watch =
      new ScheduledThreadPoolExecutor(1, daemons("ticket-gate-http-watch"));
  private final ExecutorService lookUps =
      Executors.newCachedThreadPool(daemons("ticket-gate-http-dns"));

  Transports() {
    watch.setRemoveOnCancelPolicy(true);
  }

  /**
   * @param longest how many bytes of an answer are read at most
   */
  Transport open(KeycloakSession session, int longest) {
    PooledClients clients = new PooledClients(truststore(session), Proxies.ofKeycloak(), lookUps);
    return new Transport(clients.make(), watch, new BodyReader(longest));
  }

  @Override
  public void close() {
    watch.shutdownNow();
    lookUps.shutdownNow();
  }

  private static @Nullable KeyStore truststore(KeycloakSession session) {
    TruststoreProvider provider = session.getProvider(TruststoreProvider.class);
    return provider == null ? null : provider.getTruststore();
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
