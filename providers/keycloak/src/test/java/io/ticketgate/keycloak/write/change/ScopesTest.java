package io.ticketgate.keycloak.write.change;

import static io.ticketgate.keycloak.write.change.FakeRealm.DB_ADMIN;
import static io.ticketgate.keycloak.write.change.FakeRealm.REFUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.write.mapper.HandedOut;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.ClientScopeEntity;
import org.keycloak.models.jpa.entities.DefaultClientScopeRealmMappingEntity;

class ScopesTest {

  private final Rows rows = Families.rows();
  private final FakeRealm realm = new FakeRealm();

  private static AttemptedExposure widening(Route route, String where) {
    return Exposures.widening(route, where, DB_ADMIN);
  }

  /** What it means for the client's own service account is another family's. */
  private static List<AttemptedChange> ofScopes(List<AttemptedChange> changes) {
    return changes.stream().filter(change -> !(change instanceof ActingClients.Changed)).toList();
  }

  @Test
  void aScopeMappingWidensTheTokensOfTheClientOrScope() {
    ClientScopeEntity scope = new ClientScopeEntity();
    scope.setId("scope");
    scope.setRealmId(Entities.REALM);
    for (Object owner : List.of(Entities.client("client"), scope)) {
      List<AttemptedChange> changes =
          ofScopes(
              rows.collection(owner, "scopeMappingIds", () -> List.of(DB_ADMIN.id()), List::of));
      assertThat(changes).extracting(AttemptedChange::realmId).containsExactly(Entities.REALM);
      assertThat(changes.get(0).exposures(realm.with()))
          .containsExactly(
              widening(Route.SCOPE_MAPPING, owner instanceof ClientEntity ? "client" : "scope"));
    }
    assertThat(new Scopes.Widened(Entities.REALM, "client", "gone").exposures(realm.with()))
        .isEmpty();
  }

  @Test
  void aWiderScopeDoesHarmOnlyWhileSomebodyIsUnbound() {
    assertThat(widening(Route.SCOPE_MAPPING, "client").onlyIfUnbound()).isTrue();
  }

  @Test
  void aScopeGivenToEveryNewClientBringsItsMappersAndItsRoles() {
    DefaultClientScopeRealmMappingEntity row = new DefaultClientScopeRealmMappingEntity();
    row.setRealm(Entities.realm());
    row.setClientScopeId("scope");
    realm.reach.put(new HandedOut.Role("refund"), REFUND);
    realm.scopes.put(
        "scope",
        new RealmContents.Scope("extra", Set.of(new HandedOut.Role("refund")), List.of(DB_ADMIN)));
    List<AttemptedChange> changes = rows.inserted(row);
    assertThat(changes).extracting(AttemptedChange::realmId).containsExactly(Entities.REALM);
    assertThat(changes.get(0).exposures(realm.with()))
        .containsExactly(
            new AttemptedExposure(
                Route.CLIENT_SCOPE,
                Exposures.configuration(Entities.REALM, "client scope extra"),
                REFUND,
                false),
            widening(Route.CLIENT_SCOPE, Entities.REALM));
    realm.scopes.clear();
    assertThat(changes.get(0).exposures(realm.with())).isEmpty();
  }

  @Test
  void aClientThatMayCarryEveryRoleFromNowOnIsExposed() {
    ClientEntity client = Entities.client("client");
    client.setFullScopeAllowed(true);
    realm.roles.remove(REFUND.id());
    List<AttemptedChange> changes =
        ofScopes(rows.updated(client, FakeUpdate.of("fullScopeAllowed", false, true)));
    assertThat(changes).containsExactly(new Scopes.Opened(Entities.REALM, "client"));
    assertThat(changes.get(0).exposures(realm.with()))
        .containsExactly(widening(Route.SCOPE_MAPPING, "client"));
    assertThat(rows.updated(client, FakeUpdate.of("fullScopeAllowed", true, true))).isEmpty();
    client.setFullScopeAllowed(false);
    assertThat(ofScopes(rows.updated(client, FakeUpdate.of("fullScopeAllowed", true, false))))
        .isEmpty();
  }

  @Test
  void aNewClientMayDoSoByDefault() {
    AttemptedChange opened = new Scopes.Opened(Entities.REALM, "client");
    AttemptedChange made = new Creations.NewClient(Entities.REALM, "client");
    AttemptedChange other = new Creations.NewClient(Entities.REALM, "other");
    assertThat(opened.exposures(realm.with(made, opened))).isEmpty();
    assertThat(opened.exposures(realm.with(other, opened))).isNotEmpty();
  }
}
