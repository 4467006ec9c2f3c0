package io.ticketgate.keycloak.write.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.Route;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.jpa.entities.ClientEntity;

class CredentialsTest {

  private final Rows rows = Families.rows();
  private final FakeRealm realm = new FakeRealm();
  private final Subject ci = realm.client("ci-uuid", "ci");
  private final ClientEntity client = Entities.client("ci-uuid");

  private AttemptedGrant grant() {
    return new AttemptedGrant(
        Route.CLIENT_CREDENTIAL, ci, Holding.mapped(FakeRealm.credentialOf(ci)));
  }

  private static List<AttemptedChange> credentials(List<AttemptedChange> changes) {
    return changes.stream().filter(Credentials.Written.class::isInstance).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "clientAuthenticatorType", "registrationToken"})
  void aPropertyThatDecidesByWhatAClientAuthenticates(String property) {
    assertThat(credentials(rows.updated(client, FakeUpdate.of(property, "a", "b")))).hasSize(1);
    assertThat(rows.updated(client, FakeUpdate.of(property, "a", "a"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"publicClient", "bearerOnly"})
  void theKindOfAClientDecidesToo(String property) {
    assertThat(credentials(rows.updated(client, FakeUpdate.of(property, false, true)))).hasSize(1);
    assertThat(rows.updated(client, FakeUpdate.of("description", "a", "b"))).isEmpty();
  }

  @Test
  void toBeAServiceAccountGivesSomethingToBeOneNoLongerDoesNot() {
    client.setServiceAccountsEnabled(true);
    assertThat(
            credentials(rows.updated(client, FakeUpdate.of("serviceAccountsEnabled", false, true))))
        .hasSize(1);
    client.setServiceAccountsEnabled(false);
    assertThat(
            credentials(rows.updated(client, FakeUpdate.of("serviceAccountsEnabled", true, false))))
        .isEmpty();
  }

  @Test
  void anAttributeWithAKeyIsACredentialUnlessItSaysWhatWasThere() {
    var key = Entities.attribute(client, "jwt.credential.certificate", "new");
    assertThat(credentials(rows.inserted(key))).hasSize(1);
    assertThat(credentials(rows.updated(key, FakeUpdate.of("value", "old", "new")))).hasSize(1);
    assertThat(credentials(rows.updated(key, FakeUpdate.of("value", "new", "new")))).isEmpty();
    assertThat(credentials(rows.deleted(key))).hasSize(1);
    var other = Entities.attribute(client, "display.on.consent.screen", "true");
    assertThat(credentials(rows.inserted(other))).isEmpty();
    assertThat(credentials(rows.deleted(other))).isEmpty();
  }

  @Test
  void keycloakItselfDropsTheOldSecret() {
    assertThat(
            credentials(rows.deleted(Entities.attribute(client, "client.secret.rotated", "old"))))
        .isEmpty();
  }

  @Test
  void aWrittenCredentialIsGrantedToItsClient() {
    AttemptedChange written = rows.updated(client, FakeUpdate.of("secret", "a", "b")).get(0);
    assertThat(written.realmId()).isEqualTo(Entities.REALM);
    assertThat(written.grants(realm.with())).containsExactly(grant());
    realm.ownWork.add("ci-uuid");
    assertThat(written.grants(realm.with())).as("the gate has set it").isEmpty();
    realm.ownWork.clear();
    realm.clients.clear();
    assertThat(written.grants(realm.with())).as("the client is gone").isEmpty();
  }

  @Test
  void aNewClientComesWithACredential() {
    List<AttemptedChange> changes = rows.inserted(client);
    assertThat(changes).containsExactly(new Creations.NewClient(Entities.REALM, "ci-uuid"));
    assertThat(changes.get(0).grants(realm.with())).containsExactly(grant());
  }

  @Test
  void ofANewClientTheGrantSaysThatItIsMadeHoweverMuchIsWritten() {
    AttemptedChange made = rows.inserted(client).get(0);
    AttemptedChange written =
        credentials(rows.updated(client, FakeUpdate.of("secret", "a", "b"))).get(0);
    JudgedRealm judged = realm.with(made, written);

    assertThat(made.grants(judged).get(0).made()).isNotNull();
    assertThat(made.grants(judged).get(0).newName()).isTrue();
    assertThat(written.grants(judged)).isEqualTo(made.grants(judged));
    assertThat(written.grants(realm.with(written)).get(0).made()).isNull();
  }
}
