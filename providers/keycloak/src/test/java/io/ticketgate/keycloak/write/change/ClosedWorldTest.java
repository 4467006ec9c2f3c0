package io.ticketgate.keycloak.write.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.classification.Classification;
import io.ticketgate.core.classification.Meaning;
import io.ticketgate.core.refusal.GateException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.keys.KeyProvider;
import org.keycloak.models.jpa.entities.AuthenticationExecutionEntity;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.ComponentConfigEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.IdentityProviderEntity;
import org.keycloak.models.jpa.entities.OrganizationDomainEntity;
import org.keycloak.models.jpa.entities.OrganizationEntity;
import org.keycloak.models.jpa.entities.RealmAttributeEntity;
import org.keycloak.models.jpa.entities.RealmEntity;
import org.keycloak.models.jpa.entities.RoleEntity;
import org.keycloak.models.jpa.entities.UserEntity;

/** What of all that Keycloak writes is a change of the trust base. */
class ClosedWorldTest {

  private static final String KEYS = KeyProvider.class.getName();
  private static final String DIRECTORY = "org.keycloak.storage.UserStorageProvider";

  private final ClosedWorld world = new ClosedWorld(ClosedWorld.classification(), model("26.7.5"));
  private final FakeRealm realm = new FakeRealm();

  @ParameterizedTest
  @ValueSource(strings = {"26.4.7", "26.5.6", "26.6.4", "26.7.3", "26.7.5"})
  void everyTableAndColumnOfEverySupportedKeycloakIsClassified(String version) {
    assertThat(new ClosedWorld(ClosedWorld.classification(), model(version)).missing()).isEmpty();
  }

  @Test
  void theClassificationSpeaksOfNothingThatNoKeycloakHas() {
    Map<String, List<String>> newest = simple(model("26.7.5"));
    Map<String, List<String>> oldest = simple(model("26.4.7"));
    Classification classification = ClosedWorld.classification();
    for (String entity : classification.entities()) {
      assertThat(List.of(newest, oldest)).as(entity).anyMatch(model -> model.containsKey(entity));
      assertThat(classification.properties(entity))
          .as(entity)
          .allMatch(
              property ->
                  property.equals(Classification.ROW)
                      || newest.getOrDefault(entity, List.of()).contains(property)
                      || oldest.getOrDefault(entity, List.of()).contains(property));
    }
  }

  @Test
  void aTableThatNobodyHasClassifiedIsFoundAndRefused() {
    Map<String, List<String>> model = model("26.7.5");
    model.put("org.keycloak.models.jpa.entities.DelegationEntity", List.of("userId"));
    model.put("com.acme.LoyaltyCardEntity", List.of("points"));
    model.put(
        RoleEntity.class.getName(),
        List.of("name", "description", "realmId", "clientId", "grantedToEverybody"));
    ClosedWorld later = new ClosedWorld(ClosedWorld.classification(), model);

    assertThat(later.missing())
        .containsExactly("DelegationEntity", "RoleEntity.grantedToEverybody");
    RoleEntity role = new RoleEntity();
    role.setRealmId(Entities.REALM);
    assertThat(later.written(updated(role, "grantedToEverybody", false, true))).hasSize(1);
    assertThat(later.written(updated(role, "description", "a", "b"))).isEmpty();
    assertThat(later.written(inserted(role, "grantedToEverybody", true))).hasSize(1);
    assertThat(later.written(inserted(role, "grantedToEverybody", false)))
        .as("the default of a column says nothing")
        .isEmpty();
  }

  @Test
  void theRowsOfEveryDayAreNotEvenLookedAt() {
    for (String entity :
        List.of(
            "org.keycloak.models.jpa.session.PersistentUserSessionEntity",
            "org.keycloak.models.jpa.session.PersistentClientSessionEntity",
            "org.keycloak.events.jpa.EventEntity",
            "org.keycloak.models.jpa.entities.UserConsentEntity")) {
      assertThatCode(() -> assertThat(world.changeable(Class.forName(entity))).isFalse())
          .doesNotThrowAnyException();
    }
    assertThat(world.changeable(UserEntity.class)).isFalse();
  }

  @Test
  void whatHoldsTheRealmUpIsTrustBaseAndHowItLooksIsNot() {
    RealmEntity row = Entities.realm();

    assertThat(world.written(updated(row, "directGrantFlow", "a", "b"))).hasSize(1);
    assertThat(world.written(updated(row, "directGrantFlow", "a", "a"))).isEmpty();
    assertThat(world.written(updated(row, "loginTheme", "a", "b"))).isEmpty();
    assertThat(collection(row, "smtpConfig")).hasSize(1);
    assertThat(collection(row, "supportedLocales")).isEmpty();
    assertThat(collection(Entities.client("c"), "authFlowBindings")).hasSize(1);
    assertThat(collection(Entities.client("c"), "redirectUris")).isEmpty();
  }

  @Test
  void aCollectionThatIsReplacedByItsLikeIsNoChange() {
    RealmEntity row = Entities.realm();
    Object host = Map.entry("host", "mail");
    AttemptedChange gone = world.collection(row, "smtpConfig", List.of(host), List.of()).get(0);
    AttemptedChange again = world.collection(row, "smtpConfig", List.of(), List.of(host)).get(0);

    gone.guard(realm.with(gone, again));
    again.guard(realm.with(gone, again));
    assertThatThrownBy(() -> gone.guard(realm.with(gone)))
        .isInstanceOf(GateException.Refused.class);
  }

  private List<AttemptedChange> collection(Object owner, String property) {
    return world.collection(owner, property, List.of(), List.of("item"));
  }

  @Test
  void aRealmAttributeIsKnownByItsName() {
    assertThat(world.written(inserted(attribute("frontendUrl")))).hasSize(1);
    assertThat(world.written(inserted(attribute("organizationsEnabled")))).isEmpty();
    assertThat(world.written(inserted(attribute("of.a.later.version")))).hasSize(1);
    assertThat(world.written(deleted(attribute("bruteForceProtected")))).hasSize(1);
    RealmAttributeEntity nothing = attribute("acr.loa.map");
    nothing.setValue("{}");
    assertThat(world.written(inserted(nothing))).as("Keycloak saves it so").isEmpty();
    assertThat(world.written(updated(nothing, "value", "{\"gold\":2}", "{}"))).hasSize(1);
  }

  @Test
  void aComponentIsKnownByItsType() {
    assertThat(world.written(inserted(Entities.component("c", DIRECTORY, "ldap")))).hasSize(1);
    assertThat(world.written(deleted(Entities.component("c", KEYS, "rsa")))).hasSize(1);
    assertThat(world.written(inserted(Entities.component("c", "com.acme.Thing", "x")))).hasSize(1);
  }

  @Test
  void onlyAnAdministratorChangesTheTrustBaseWhereARuleIsEnforced() {
    AuthenticationExecutionEntity execution = new AuthenticationExecutionEntity();
    execution.setRealm(Entities.realm());
    AttemptedChange change = world.written(inserted(execution)).get(0);

    assertThat(change.realmId()).isEqualTo(Entities.REALM);
    assertThatThrownBy(() -> change.guard(realm.with()))
        .isInstanceOf(GateException.Refused.class)
        .hasMessageContaining("authentication");
    assertThat(realm.trustReports).isEmpty();
    realm.enforced = false;
    change.guard(realm.with());
    assertThat(realm.trustReports).containsExactly("authentication");
    realm.enforced = true;
    realm.admin = true;
    change.guard(realm.with());
  }

  @Test
  void theGatesOwnRulesAreGuardedByTheirOwnFamily() {
    AttemptedChange change =
        world
            .written(
                inserted(Entities.component("r", "io.ticketgate.keycloak.config.GateRule", "rule")))
            .get(0);
    change.guard(realm.with());
  }

  @Test
  void aProviderThatGeneratesKeysIsNoBetterThanOneThatTakesThem() {
    // It takes key material from its settings, whatever its name says.
    AttemptedChange keys =
        world.written(inserted(Entities.component("k", KEYS, "rsa-generated"))).get(0);
    assertThatThrownBy(() -> keys.guard(realm.with())).isInstanceOf(GateException.Refused.class);
  }

  @Test
  void onlyTheKeysThatKeycloakAddsByItselfAreFree() {
    ComponentEntity row = Entities.component("k", KEYS, "ecdsa-generated");
    row.setName("fallback-ES256");
    AttemptedChange keys = world.written(inserted(row)).get(0);
    assertThatThrownBy(() -> keys.guard(realm.with()))
        .as("somebody asks for it")
        .isInstanceOf(GateException.Refused.class);

    realm.bearer = false;
    keys.guard(realm.with());

    row.setName("mine");
    assertThatThrownBy(() -> keys.guard(realm.with())).isInstanceOf(GateException.Refused.class);
  }

  @Test
  void whatKeycloakWritesAnewWithoutChangingItIsNoChange() {
    ComponentEntity directory = Entities.component("d", DIRECTORY, "ldap");
    AttemptedChange gone = world.written(deleted(setting(directory, "usersDn", "a"))).get(0);
    AttemptedChange again = world.written(inserted(setting(directory, "usersDn", "a"))).get(0);
    AttemptedChange other = world.written(inserted(setting(directory, "usersDn", "b"))).get(0);

    gone.guard(realm.with(gone, again));
    again.guard(realm.with(gone, again));
    assertThatThrownBy(() -> other.guard(realm.with(gone, other)))
        .isInstanceOf(GateException.Refused.class);
    assertThatThrownBy(() -> gone.guard(realm.with(gone, other)))
        .isInstanceOf(GateException.Refused.class);
  }

  @Test
  void whatKeycloakNotesOfADirectoryIsNoChangeOfIt() {
    ComponentEntity directory = Entities.component("d", DIRECTORY, "ldap");
    assertThat(world.written(inserted(setting(directory, "lastSync", "1764345600")))).isEmpty();
    assertThat(world.written(deleted(setting(directory, "lastSync", "1764345600")))).isEmpty();
    assertThat(world.written(inserted(setting(directory, "lastSync_FULL", "1")))).isEmpty();
    assertThat(world.written(inserted(setting(directory, "lastsync", "1")))).isNotEmpty();
    assertThat(
            world.written(
                updated(setting(directory, "lastSync", "1"), "name", "usersDn", "lastSync")))
        .as("another setting that takes the name")
        .isNotEmpty();
  }

  @Test
  void theRealmOfARowIsFoundWhateverItIsPartOf() {
    IdentityProviderEntity provider = new IdentityProviderEntity();
    provider.setRealmId(Entities.REALM);
    assertThat(RealmOf.row(provider)).isEqualTo(Entities.REALM);
    assertThat(RealmOf.row(Entities.realm())).isEqualTo(Entities.REALM);
    assertThat(RealmOf.row(attribute("frontendUrl"))).isEqualTo(Entities.REALM);
    assertThat(RealmOf.row(setting(Entities.component("c", KEYS, "rsa"), "priority", "1")))
        .isEqualTo(Entities.REALM);
    ClientEntity client = Entities.client("c");
    assertThat(RealmOf.row(client)).isEqualTo(Entities.REALM);
  }

  @Test
  void aDomainIsGuardedOnceItsOrganisationHasAnIdentityProvider() {
    OrganizationEntity organization = new OrganizationEntity();
    organization.setId("acme");
    OrganizationDomainEntity domain = new OrganizationDomainEntity();
    domain.setOrganization(organization);
    AttemptedChange added = world.written(inserted(domain)).get(0);

    assertThatCode(() -> added.guard(realm.with())).doesNotThrowAnyException();
    realm.withIdentityProvider.add("acme");
    assertThatThrownBy(() -> added.guard(realm.with())).isInstanceOf(GateException.class);
  }

  @Test
  void everyMeaningHasAReason() {
    Classification classification = ClosedWorld.classification();
    for (String entity : classification.entities()) {
      for (String property : classification.properties(entity)) {
        if (!classification.depends(entity, property)) {
          Meaning meaning = classification.of(entity, property);
          assertThat(meaning.why()).as(entity + "." + property).hasSizeGreaterThan(3);
        }
      }
    }
  }

  private static RealmAttributeEntity attribute(String name) {
    RealmAttributeEntity attribute = new RealmAttributeEntity();
    attribute.setRealm(Entities.realm());
    attribute.setName(name);
    attribute.setValue("x");
    return attribute;
  }

  private static ComponentConfigEntity setting(ComponentEntity component, String name, String to) {
    ComponentConfigEntity setting = new ComponentConfigEntity();
    setting.setComponent(component);
    setting.setName(name);
    setting.setValue(to);
    return setting;
  }

  private static RowState inserted(Object row) {
    return new RowState(row, List.of(), null, List.of());
  }

  private static RowState inserted(Object row, String property, Object value) {
    return new RowState(row, List.of(property), null, List.of(value));
  }

  private static RowState deleted(Object row) {
    return new RowState(row, List.of(), List.of(), null);
  }

  private static RowState updated(
      Object row, String property, @Nullable Object before, @Nullable Object after) {
    return new RowState(row, List.of(property), Arrays.asList(before), Arrays.asList(after));
  }

  /** The entities of a version and their properties, as its Hibernate reports them. */
  private static Map<String, List<String>> model(String version) {
    Map<String, List<String>> model = new TreeMap<>();
    try (InputStream in = ClosedWorldTest.class.getResourceAsStream("model-" + version + ".txt")) {
      new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(": ?", 2))
          .forEach(
              line ->
                  model.put(
                      line[0], line[1].isBlank() ? List.of() : List.of(line[1].split(" ", -1))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return model;
  }

  private static Map<String, List<String>> simple(Map<String, List<String>> model) {
    Map<String, List<String>> simple = new TreeMap<>();
    model.forEach(
        (type, properties) -> simple.put(type.substring(type.lastIndexOf('.') + 1), properties));
    return simple;
  }
}
