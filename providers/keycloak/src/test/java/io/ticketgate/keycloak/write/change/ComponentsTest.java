package io.ticketgate.keycloak.write.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.config.LogKey;
import io.ticketgate.spi.ItsmConnector;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.jpa.entities.ComponentConfigEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;

/** Rules, ITSM systems and keys of the log, and the realm itself. */
class ComponentsTest {

  private final Rows rows = Families.rows();
  private final FakeRealm realm = new FakeRealm();

  @ParameterizedTest
  @ValueSource(classes = {GateRule.class, ItsmConnector.class, LogKey.class})
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
  void theGateItselfMayMakeAKeyOfTheLog() {
    ComponentEntity key = Entities.component("key", LogKey.class.getName(), "ed25519");
    AttemptedChange change = rows.inserted(key).get(0);
    assertThat(change.configures()).isSameAs(key);
    realm.ownComponents.add("another");
    assertThatThrownBy(() -> change.guard(realm.with())).isInstanceOf(GateException.Refused.class);
    realm.ownComponents.add("key");
    change.guard(realm.with());
    change.remember(realm.with());
    assertThat(realm.told).isEmpty();
  }

  @Test
  void whatAStatedRuleProtectsIsRemembered() {
    rows.inserted(Entities.component("c", GateRule.class.getName(), "any"))
        .forEach(change -> change.remember(realm.with()));
    assertThat(realm.told).containsExactly("all marked", "exposed");
  }

  @Test
  void aNewRealmIsAnnounced() {
    List<AttemptedChange> changes = rows.inserted(Entities.realm());
    assertThat(changes).containsExactly(new Creations.NewRealm(Entities.REALM));
    assertThat(MadeInTransaction.by(changes).isNewRealm()).isTrue();
    assertThat(MadeInTransaction.by(rows.inserted(Entities.client("c"))).isNewRealm()).isFalse();
  }
}
