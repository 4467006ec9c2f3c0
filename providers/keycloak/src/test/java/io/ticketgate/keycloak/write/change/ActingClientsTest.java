package io.ticketgate.keycloak.write.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.refusal.GateException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.jpa.entities.ClientAttributeEntity;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.GroupEntity;
import org.keycloak.models.jpa.entities.GroupRoleMappingEntity;
import org.keycloak.models.jpa.entities.ProtocolMapperEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.entities.UserGroupMembershipEntity;
import org.keycloak.models.jpa.entities.UserRoleMappingEntity;

/** The client by which an ITSM tells of its tickets, silenced by somebody else. */
class ActingClientsTest {

  private final Rows rows = Families.rows();
  private final FakeRealm realm = new FakeRealm();
  private final ClientEntity client = new ClientEntity();
  private final UserEntity account = new UserEntity();

  @BeforeEach
  void anItsm() {
    client.setId("itsm-uuid");
    client.setRealmId(Entities.REALM);
    realm.client("itsm-uuid", "itsm");
    realm.accounts.put("itsm-uuid", "itsm-account");
    realm.administrators.add("itsm-account");
    account.setId("itsm-account");
    account.setRealmId(Entities.REALM);
    account.setServiceAccountClientLink("itsm-uuid");
  }

  private void guard(List<AttemptedChange> changes) {
    changes.forEach(change -> change.guard(realm.with()));
  }

  private void guardedByEquals(List<AttemptedChange> changes) {
    assertThatThrownBy(() -> guard(changes)).isInstanceOf(GateException.Refused.class);
    realm.admin = true;
    guard(changes);
    realm.admin = false;
    realm.enforced = false;
    guard(changes);
    realm.enforced = true;
  }

  @ParameterizedTest
  @ValueSource(strings = {"enabled", "fullScopeAllowed", "serviceAccountsEnabled", "notBefore"})
  void whatItsTokensNeedIsChangedByAnEqualOnly(String property) {
    guardedByEquals(rows.updated(client, FakeUpdate.of(property, "a", "b")));
  }

  @Test
  void whatIsOnlyShownIsNot() {
    assertThat(rows.updated(client, FakeUpdate.of("description", "a", "b"))).isEmpty();
  }

  @Test
  void soAreItsAttributesAndMappers() {
    ClientAttributeEntity attribute = new ClientAttributeEntity();
    attribute.setClient(client);
    attribute.setName("access.token.lifespan");
    attribute.setValue("1");
    guardedByEquals(rows.inserted(attribute));
    guardedByEquals(rows.deleted(attribute));
    guard(rows.updated(attribute, FakeUpdate.of("value", "1", "1")));

    ProtocolMapperEntity mapper = new ProtocolMapperEntity();
    mapper.setClient(client);
    guardedByEquals(rows.deleted(mapper));
  }

  @Test
  void soIsItsAccount() {
    guardedByEquals(rows.updated(account, FakeUpdate.of("enabled", true, false)));
    guardedByEquals(rows.deleted(account));

    UserRoleMappingEntity mapping = new UserRoleMappingEntity();
    mapping.setUser(account);
    mapping.setRoleId("gate-itsm");
    guardedByEquals(rows.deleted(mapping));
    mapping.setRoleId("another");
    guard(rows.deleted(mapping));

    UserGroupMembershipEntity membership = new UserGroupMembershipEntity();
    membership.setUser(account);
    membership.setGroupId("group-of-gate");
    guardedByEquals(rows.deleted(membership));
    membership.setGroupId("another");
    guard(rows.deleted(membership));
  }

  @Test
  void whatCarriesARoleOfTheGateIsTakenApartByAnEqualOnly() {
    GroupEntity group = new GroupEntity();
    group.setId("group-id");
    group.setRealm(Entities.REALM);
    group.setParentId(GroupEntity.TOP_PARENT_ID);
    GroupRoleMappingEntity mapping = new GroupRoleMappingEntity();
    mapping.setGroup(group);
    mapping.setRoleId("gate-itsm");
    guardedByEquals(rows.deleted(mapping));
    mapping.setRoleId("another");
    guard(rows.deleted(mapping));

    guardedByEquals(
        rows.updated(group, FakeUpdate.of("parentId", "group-of-gate", GroupEntity.TOP_PARENT_ID)));
    guard(rows.updated(group, FakeUpdate.of("parentId", "above", GroupEntity.TOP_PARENT_ID)));

    guardedByEquals(List.of(GateCarriers.removed(Entities.REALM, "gate-itsm")));
    guard(List.of(GateCarriers.removed(Entities.REALM, "another")));
    realm.bearer = false;
    guard(rows.deleted(mapping));
  }

  @Test
  void peopleAndOtherClientsAreDisabledAsEver() {
    realm.administrators.add("alice-id");
    UserEntity person = new UserEntity();
    person.setId("alice-id");
    person.setRealmId(Entities.REALM);
    guard(rows.updated(person, FakeUpdate.of("enabled", true, false)));

    realm.administrators.remove("itsm-account");
    guard(rows.updated(client, FakeUpdate.of("enabled", true, false)));
  }

  @Test
  void keycloaksOwnWorkIsNobodysDoing() {
    realm.bearer = false;
    guard(rows.updated(client, FakeUpdate.of("notBefore", 0, 1)));
  }
}
