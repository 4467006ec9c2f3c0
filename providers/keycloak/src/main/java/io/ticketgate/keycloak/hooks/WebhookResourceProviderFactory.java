package io.ticketgate.keycloak.hooks;

import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.realm.TicketGate;
import io.ticketgate.keycloak.rest.webhook.Limits;
import io.ticketgate.keycloak.rest.webhook.WebhooksResource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/**
 * Serves the webhooks of ITSM systems at {@code /realms/{realm}/ticket-gate}.
 *
 * <p>Option: {@code webhook-rate} (number of webhooks from one system that this node accepts each
 * second).
 */
public final class WebhookResourceProviderFactory implements RealmResourceProviderFactory {

  private static final String RATE = "webhook-rate";
  private static final int PER_SECOND = 100;

  private Limits limits = new Limits(PER_SECOND);

  @Override
  public RealmResourceProvider create(KeycloakSession session) {
    return new RealmResourceProvider() {
      @Override
      public @Nullable Object getResource() {
        TicketGate gate = session.getProvider(TicketGate.class);
        // Switched off, the gate reads no tickets: a sender must not believe it had been heard.
        return gate.serverMode() == Mode.OFF
            ? null
            : new WebhooksResource(
                session,
                session.getContext().getRealm(),
                limits,
                ((TicketGateFactory)
                        session.getKeycloakSessionFactory().getProviderFactory(TicketGate.class))
                    .deliveryWorker());
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void init(Config.Scope config) {
    int perSecond = config.getInt(RATE, PER_SECOND);
    if (perSecond < 1) {
      throw new IllegalArgumentException(
          "spi-realm-restapi-extension--ticket-gate--"
              + RATE
              + " is a number of webhooks a second, at least 1.");
    }
    limits = new Limits(perSecond);
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return "ticket-gate";
  }

  @Override
  public List<ProviderConfigProperty> getConfigMetadata() {
    return ProviderConfigurationBuilder.create()
        .property()
        .name(RATE)
        .type("int")
        .helpText("Number of webhooks from one ITSM system that a node accepts each second.")
        .defaultValue(PER_SECOND)
        .add()
        .build();
  }
}
