package io.ticketgate.keycloak.store;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Adds the gate's tables to Keycloak's schema, on Keycloak's own connection and in its
 * transactions.
 */
public final class GateEntityProviderFactory implements JpaEntityProviderFactory {

  private static final String ID = "ticket-gate";
  private static final JpaEntityProvider PROVIDER = new GateEntityProvider();

  @Override
  public JpaEntityProvider create(KeycloakSession session) {
    return PROVIDER;
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return ID;
  }

  private static final class GateEntityProvider implements JpaEntityProvider {

    @Override
    public List<Class<?>> getEntities() {
      return List.of(
          TicketEntity.class,
          MeantEntity.class,
          SubjectEntity.class,
          UnboundEntity.class,
          BindingEntity.class,
          HistoryEntity.class,
          LedgerEntity.class,
          LogEntity.class,
          LogTileEntity.class,
          LogWitnessEntity.class,
          NoteEntity.class,
          RememberedProtectionEntity.class,
          SystemEntity.class,
          DeliveryEntity.class,
          SessionEndEntity.class,
          TrustedEntity.class,
          TrustMarkEntity.class,
          WatchEntity.class,
          RuleCheckEntity.class,
          OutboxEntity.class,
          JobEntity.class,
          BreakGlassEntity.class,
          EndNoticeEntity.class,
          RequestEntity.class,
          RefusalEntity.class);
    }

    @Override
    public String getChangelogLocation() {
      return "META-INF/ticket-gate/changelog.xml";
    }

    @Override
    public String getFactoryId() {
      return ID;
    }

    @Override
    public void close() {}
  }
}
