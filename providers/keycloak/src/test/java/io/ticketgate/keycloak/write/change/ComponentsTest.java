package io.ticketgate.keycloak.write.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.spi.ItsmConnector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.keys.KeyProvider;
import org.keycloak.models.jpa.entities.ComponentConfigEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;

/** Rules, ITSM systems and keys, and the realm itself. */
class ComponentsTest {

  private static final String KEYS = KeyProvider.class.getName();

  private final Rows rows = Families.rows();
  private final FakeRealm realm = new FakeRealm();

  @ParameterizedTest
  @ValueSource(classes = {GateRule.class, ItsmConnector.class})
  void rulesAndSystemsAreChangedByAnAdministratorOnly(Class<?> type) {
    ComponentEntity component = Entities.component("c", type.getName(), "any");
    ComponentConfigEntity setting = new ComponentConfigEntity();
    setting.setComponent(component);
    for (Object row : List.of(component, setting)) {
      for (List<AttemptedChange> changes :
          List.of(
              rows.inserted(row), rows.updated(row, FakeUpdate.ofNothing()), rows.deleted(row))) {
        assertThat(changes).extracting(AttemptedChange::realmId).containsExactly(Entities.REALM);
        realm.admin = false;
        assertThatThrownBy(() -> changes.get(0).guard(realm.with()))
            .isInstanceOf(GateException.Refused.class);
        realm.admin = true;
        changes.get(0).guard(realm.with());
      }
    }
  }

  @Test
  void whatAStatedRuleProtectsIsRemembered() {
    rows.inserted(Entities.component("c", GateRule.class.getName(), "any"))
        .forEach(change -> change.remember(realm.with()));
    assertThat(realm.told).containsExactly("all marked", "exposed");
  }

  @Test
  void keysFromOutsideTakeAnAdministratorWhereRulesAreEnforced() {
    AttemptedChange keys = rows.inserted(Entities.component("k", KEYS, "rsa")).get(0);
    keys.guard(realm.with()); // it is gone again
    realm.component("k", KEYS, "rsa", Map.of());
    assertThatThrownBy(() -> keys.guard(realm.with())).isInstanceOf(GateException.Refused.class);
    realm.enforced = false;
    keys.guard(realm.with());
    realm.enforced = true;
    realm.admin = true;
    keys.guard(realm.with());
    keys.remember(realm.with());
    assertThat(realm.told).as("it is no rule").isEmpty();
  }

  @Test
  void aProviderThatGeneratesKeysIsNoBetter() {
    // It takes key material from its settings, whatever its name says.
    realm.component("k", KEYS, "rsa-generated", Map.of());
    AttemptedChange keys = rows.inserted(Entities.component("k", KEYS, "rsa-generated")).get(0);

    assertThatThrownBy(() -> keys.guard(realm.with())).isInstanceOf(GateException.Refused.class);
  }

  @Test
  void onlyWhatKeycloakAddsByItselfIsFree() {
    realm.component("k", KEYS, "ecdsa-generated", Map.of());
    ComponentEntity row = Entities.component("k", KEYS, "ecdsa-generated");
    row.setName("fallback-ES256");
    AttemptedChange keys = rows.inserted(row).get(0);
    assertThatThrownBy(() -> keys.guard(realm.with()))
        .as("somebody asks for it")
        .isInstanceOf(GateException.Refused.class);

    realm.bearer = false;
    keys.guard(realm.with());

    row.setName("mine");
    assertThatThrownBy(() -> keys.guard(realm.with())).isInstanceOf(GateException.Refused.class);
  }

  @Test
  void aNewRealmIsAnnounced() {
    List<AttemptedChange> changes = rows.inserted(Entities.realm());
    assertThat(changes).containsExactly(new Creations.NewRealm(Entities.REALM));
    assertThat(MadeInTransaction.by(changes).isNewRealm()).isTrue();
    assertThat(MadeInTransaction.by(rows.inserted(Entities.client("c"))).isNewRealm()).isFalse();
  }
}
