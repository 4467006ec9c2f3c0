package io.ticketgate.keycloak.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.ledger.SigningKey;
import io.ticketgate.core.ledger.VerifierKey;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.calls.Veto;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

class LogKeyFactoryTest {

  private final LogKeyFactory factory = new LogKeyFactory();

  /** A realm with these keys; reached by {@link Fake}. */
  public record Realm(String id, ComponentModel... keys) {
    public String getId() {
      return id;
    }

    public @Nullable ComponentModel getComponent(String wanted) {
      return Stream.of(keys).filter(key -> wanted.equals(key.getId())).findFirst().orElse(null);
    }

    public Stream<ComponentModel> getComponentsStream(String parent, String type) {
      assertThat(parent).isEqualTo(id);
      assertThat(type).isEqualTo(LogKey.class.getName());
      return Stream.of(keys);
    }
  }

  private static RealmModel realm(ComponentModel... keys) {
    return Fake.of(RealmModel.class, new Realm("realm", keys));
  }

  private ComponentModel validated(@Nullable String secret, ComponentModel... before) {
    ComponentModel key = new ComponentModel();
    key.setId("key");
    key.setName("key");
    key.setParentId("realm");
    key.setProviderType(LogKey.class.getName());
    if (secret != null) {
      key.put(LogKeyFactory.SECRET, secret);
    }
    factory.validateConfiguration(Fake.of(KeycloakSession.class), realm(before), key);
    return key;
  }

  @Test
  void makesAKeyAndShowsItsPublicHalf() {
    ComponentModel key = validated(null);
    VerifierKey shown = VerifierKey.parse(String.valueOf(key.get(LogKeyFactory.VERIFIER)));
    assertThat(shown.name()).isEqualTo("keycloak-ticket-gate/realm");
    assertThat(LogKeys.signing(realm(key)).get(0).verifier()).isEqualTo(shown);
    assertThat(LogKeys.verifying(realm(key))).containsExactly(shown);
  }

  @Test
  void makesAKeyWhereAnExportHasMaskedIt() {
    ComponentModel key = validated("**********");
    assertThat(LogKeys.signing(realm(key))).hasSize(1);
    assertThatThrownBy(() -> validated("**********", key)).isInstanceOf(Veto.class);
  }

  @Test
  void thePublicHalfFollowsFromTheKey() {
    String secret = SigningKey.generate();
    ComponentModel key = validated(secret);
    key.put(LogKeyFactory.VERIFIER, "another");
    factory.validateConfiguration(Fake.of(KeycloakSession.class), realm(key), key);
    assertThat(key.get(LogKeyFactory.VERIFIER))
        .isEqualTo(SigningKey.parse("keycloak-ticket-gate/realm", secret).verifier().toString());
  }

  @Test
  void refusesWhatIsNoKeyAndAnotherKeyInItsPlace() {
    assertThatThrownBy(() -> validated("x")).isInstanceOf(Veto.class);
    ComponentModel before = validated(null);
    assertThatThrownBy(() -> validated(SigningKey.generate(), before))
        .isInstanceOf(Veto.class)
        .hasMessageContaining("does not become another one");
    ComponentModel elsewhere = validated(null);
    elsewhere.setParentId("another");
    assertThatThrownBy(
            () -> factory.validateConfiguration(Fake.of(KeycloakSession.class), realm(), elsewhere))
        .isInstanceOf(Veto.class);
  }

  @Test
  void theSecretIsASecret() {
    assertThat(factory.getConfigProperties())
        .filteredOn(ProviderConfigProperty::isSecret)
        .extracting(ProviderConfigProperty::getName)
        .containsExactly(LogKeyFactory.SECRET);
  }

  @Test
  void everyRealmHasANameForItsLog() {
    assertThat(LogKeys.origin(Fake.of(RealmModel.class, new Realm("a b+c"))))
        .isEqualTo("keycloak-ticket-gate/6120622b63");
  }
}
