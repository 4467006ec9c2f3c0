package io.ticketgate.keycloak.write.change;

import static io.ticketgate.keycloak.write.change.FakeRealm.DB_ADMIN;
import static io.ticketgate.keycloak.write.change.FakeRealm.REFUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.write.mapper.HandedOut;
import io.ticketgate.spi.EntitlementName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.jpa.entities.ClientScopeEntity;
import org.keycloak.models.jpa.entities.ComponentConfigEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.IdentityProviderMapperEntity;
import org.keycloak.models.jpa.entities.ProtocolMapperEntity;

/** Mappers of tokens, identity providers and directories. */
class MappersTest {

  private final Rows rows = Families.rows();
  private final FakeRealm realm = new FakeRealm();

  @BeforeEach
  void dbAdminIsWhatTheyName() {
    realm.reach.put(new HandedOut.Role("db-admin"), DB_ADMIN);
  }

  private static ProtocolMapperEntity tokenMapper() {
    ProtocolMapperEntity mapper = new ProtocolMapperEntity();
    mapper.setId("m");
    mapper.setName("hard");
    mapper.setProtocol("openid-connect");
    mapper.setProtocolMapper("oidc-hardcoded-role-mapper");
    mapper.setConfig(new HashMap<>(Map.of("role", "db-admin")));
    return mapper;
  }

  private static IdentityProviderMapperEntity loginMapper() {
    IdentityProviderMapperEntity mapper = new IdentityProviderMapperEntity();
    mapper.setId("m");
    mapper.setName("hard");
    mapper.setRealmId(Entities.REALM);
    mapper.setIdentityProviderAlias("corp");
    mapper.setIdentityProviderMapper("oidc-hardcoded-role-idp-mapper");
    mapper.setConfig(new HashMap<>(Map.of("role", "db-admin")));
    return mapper;
  }

  private static ComponentEntity storageMapper() {
    return Entities.component("m", StorageMappers.TYPE, "hardcoded-ldap-role-mapper");
  }

  private static AttemptedExposure exposed(Route route, String label) {
    return new AttemptedExposure(route, Exposures.configuration("m", label), DB_ADMIN, false);
  }

  @Test
  void aTokenMapperExposesTheRoleItWrites() {
    ProtocolMapperEntity mapper = tokenMapper();
    mapper.setClient(Entities.client("orders-uuid"));
    mapper.getClient().setClientId("orders");
    AttemptedChange change = new TokenMappers.Written(mapper);
    assertThat(rows.inserted(mapper)).contains(change);
    assertThat(rows.updated(mapper, FakeUpdate.ofNothing())).contains(change);
    assertThat(rows.collection(mapper, "config", List::of, List::of))
        .as("its settings are a map of its own")
        .contains(change);
    assertThat(change.realmId()).isEqualTo(Entities.REALM);
    assertThat(change.exposures(realm.with()))
        .containsExactly(exposed(Route.PROTOCOL_MAPPER, "mapper hard of client orders"));
  }

  @Test
  void aTokenMapperOfAClientScopeIsOfTheRealmOfTheScope() {
    ClientScopeEntity scope = new ClientScopeEntity();
    scope.setId("s");
    scope.setName("extra");
    scope.setRealmId(Entities.REALM);
    ProtocolMapperEntity mapper = tokenMapper();
    mapper.setClientScope(scope);
    AttemptedChange change = new TokenMappers.Written(mapper);
    assertThat(change.realmId()).isEqualTo(Entities.REALM);
    assertThat(change.exposures(realm.with()))
        .containsExactly(exposed(Route.PROTOCOL_MAPPER, "mapper hard of client scope extra"));
  }

  @Test
  void aLoginMapperExposesTheRoleItGives() {
    IdentityProviderMapperEntity mapper = loginMapper();
    AttemptedChange change = new LoginMappers.Written(mapper);
    assertThat(rows.inserted(mapper)).containsExactly(change);
    assertThat(rows.updated(mapper, FakeUpdate.ofNothing())).containsExactly(change);
    assertThat(rows.collection(mapper, "config", List::of, List::of)).containsExactly(change);
    assertThat(change.realmId()).isEqualTo(Entities.REALM);
    assertThat(change.exposures(realm.with()))
        .containsExactly(
            exposed(Route.IDENTITY_PROVIDER_MAPPER, "mapper hard of identity provider corp"));
  }

  @Test
  void aStorageMapperExposesTheRoleItGivesAsItIsNow() {
    ComponentEntity mapper = storageMapper();
    AttemptedChange change = new StorageMappers.Written(mapper);
    ComponentConfigEntity setting = new ComponentConfigEntity();
    setting.setComponent(mapper);
    for (Object row : List.of(mapper, setting)) {
      assertThat(rows.inserted(row)).containsExactly(change);
      assertThat(rows.updated(row, FakeUpdate.ofNothing())).containsExactly(change);
      assertThat(rows.deleted(row)).containsExactly(change);
    }
    assertThat(change.realmId()).isEqualTo(Entities.REALM);
    assertThat(change.exposures(realm.with())).as("removed again").isEmpty();
    realm.component("m", StorageMappers.TYPE, mapper.getProviderId(), Map.of("role", "db-admin"));
    assertThat(change.exposures(realm.with()))
        .containsExactly(exposed(Route.USER_FEDERATION, "LDAP mapper m"));
    change.guard(realm.with());
    change.remember(realm.with());
    assertThat(realm.told).as("it is no rule").isEmpty();
  }

  @Test
  void anotherComponentIsNoChange() {
    ComponentEntity other = Entities.component("o", "org.keycloak.Other", "any");
    ComponentConfigEntity setting = new ComponentConfigEntity();
    setting.setComponent(other);
    assertThat(rows.inserted(other)).isEmpty();
    assertThat(rows.deleted(setting)).isEmpty();
  }

  @Test
  void rolesThatExistAreNamedBeforeThoseThatOnlyCould() {
    Entitlement possible =
        new Entitlement("orders/x", new EntitlementName.ClientRole("orders", "x"));
    assertThat(
            Exposures.of(
                Route.PROTOCOL_MAPPER,
                Exposures.configuration("m", "mapper"),
                Set.of(possible, REFUND)))
        .extracting(AttemptedExposure::entitlement)
        .containsExactly(REFUND, possible);
  }
}
