package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An end comes first, whatever its clean-up meets; also where no request is behind that. */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
class ClosingIT {

  private static final int MANY = 25;

  /** More than end by a statement on their rows. */
  private static final int VERY_MANY = 110;

  @Test
  void everyBindingUnderATicketEndsAtOnceAndTheLastOfThemIsCleanedUpSoon(KeycloakServer server) {
    RealmFixture realm = server.newRealm();
    Story story = new Story(realm);
    List<String> roles = IntStream.range(0, MANY).mapToObj(i -> "db-" + i).toList();
    roles.forEach(realm::createRole);
    story.rule(Map.of("tickets", Map.of("maxUses", MANY)));
    String alice = story.newUser();
    Pushed ticket =
        story
            .ticketFor(alice)
            .with("entitlements", roles.stream().map(role -> Map.of("realmRole", role)).toList())
            .push();
    List<String> bindings = new ArrayList<>();
    for (String role : roles) {
      Map<String, Object> entitlement = Map.of("entitlement", Map.of("realmRole", role));
      bindings.add(story.bind(ticket, alice, entitlement).expect(201).createdId());
    }

    JsonNode closed = ticket.closing().expect(200).json();

    assertThat(closed.path("bindings"))
        .hasSize(MANY)
        .allMatch(binding -> binding.path("status").asText().equals("REVOKED"));
    assertThat(Story.eventually(() -> ticket.read().path("cleaningUp").asInt() == 0)).isTrue();
    assertThat(realm.directRoles(alice)).doesNotContainAnyElementsOf(roles);
    for (String binding : List.of(bindings.get(0), bindings.get(MANY - 1))) {
      assertThat(realm.gate("/bindings/" + binding + "/history").get().expect(200).json())
          .extracting(step -> step.path("to").asText())
          .containsExactly("ACTIVE", "REVOKED");
    }
    assertThat(realm.gate("").get().expect(200).json().path("cleanUp").path("due").asInt())
        .isZero();
  }

  /** The Admin API goes by mappings: until that of an administrator is gone, it honours it. */
  @Test
  void ofManyAnAdministratorHasNothingLeftWhenTheEndIsAnswered(KeycloakServer server) {
    RealmFixture realm = server.newRealm();
    Story story = new Story(realm);
    story.rule(
        Map.of(
            "protects",
            Map.of(
                "realmRoles",
                List.of("db-*"),
                "clientRoles",
                List.of("realm-management/manage-users"))));
    for (int i = 0; i < 2 * MANY; i++) {
      String person = story.newUser();
      story.bind(story.ticketFor(person).push(), person).expect(201);
    }
    Map<String, ?> manages =
        Map.of("clientRole", Map.of("client", "realm-management", "role", "manage-users"));
    String officer = story.newUser();
    Pushed ticket = story.ticketFor(officer).with("entitlements", List.of(manages)).push();
    story.bind(ticket, officer, Map.of("entitlement", manages)).expect(201);
    assertThat(realm.effectiveClientRoles(officer, "realm-management")).contains("manage-users");

    realm.gate("/bindings?reason=test&realm=" + realm.name()).delete().expect(200);

    assertThat(realm.effectiveClientRoles(officer, "realm-management"))
        .doesNotContain("manage-users");
  }

  @Test
  void veryManyAreDeadBeforeTheirRowsSayItAndATicketThatIsOpenedAgainGrantsAnew(
      KeycloakServer server) {
    RealmFixture realm = server.newRealm();
    Story story = new Story(realm);
    List<String> roles = IntStream.range(0, VERY_MANY).mapToObj(i -> "db-" + i).toList();
    roles.forEach(realm::createRole);
    story.rule(Map.of("tickets", Map.of("maxUses", VERY_MANY + 1)));
    String alice = story.newUser();
    Pushed ticket =
        story
            .ticketFor(alice)
            .with("entitlements", roles.stream().map(role -> Map.of("realmRole", role)).toList())
            .approvedBy("bob")
            .push();
    for (String role : roles) {
      story.bind(ticket, alice, Map.of("entitlement", Map.of("realmRole", role))).expect(201);
    }
    String active = "/bindings?status=ACTIVE&max=300";
    assertThat(realm.gate(active).get().expect(200).json()).hasSize(VERY_MANY);

    JsonNode closed = ticket.closing().expect(200).json();

    assertThat(closed.path("bindings"))
        .isNotEmpty()
        .allMatch(binding -> binding.path("status").asText().equals("REVOKED"));
    assertThat(realm.gate(active).get().expect(200).json()).isEmpty();
    assertThat(realm.gate("").get().expect(200).json().path("counts").path("ACTIVE").asInt())
        .isZero();

    ticket.with("open", true).with("state", "implement").approvedBy("carol").push();
    Map<String, Object> first = Map.of("entitlement", Map.of("realmRole", "db-0"));
    String anew = story.bind(ticket, alice, first).expect(201).createdId();

    assertThat(Story.within(60, () -> ticket.read().path("cleaningUp").asInt() == 0)).isTrue();
    assertThat(realm.gate(active).get().expect(200).json())
        .extracting(binding -> binding.path("id").asText())
        .containsExactly(anew);
    assertThat(realm.directRoles(alice)).filteredOn(roles::contains).containsExactly("db-0");
  }

  @Test
  void aDirectoryThatIsDownDelaysTheCleanUpAndNotTheEnd(KeycloakServer server)
      throws LDAPException, LDIFException {
    RealmFixture realm = server.newRealm();
    try (InMemoryDirectoryServer directory = directory()) {
      Story story = new Story(realm);
      federate(realm, directory.getListenPort());
      story.rule(Map.of());
      realm.api("/users?search=lydia").get().expect(200);
      Pushed ticket = story.ticketFor("lydia").push();
      String binding = story.bind(ticket, "lydia").expect(201).createdId();
      String lydia = realm.userId("lydia");
      directory.shutDown(true);

      Answer closing = ticket.closing();

      assertThat(closing.status()).as("%s", closing).isEqualTo(200);
      assertThat(story.binding(binding).path("status").asText()).isEqualTo("REVOKED");
      assertThat(realm.gate("/bindings/" + binding + "/history").get().expect(200).json())
          .extracting(step -> step.path("to").asText())
          .containsExactly("ACTIVE", "REVOKED");
      directory.startListening();
      assertThat(
              Story.within(
                  60,
                  () ->
                      realm
                          .api("/users/" + lydia + "/role-mappings/realm")
                          .get()
                          .json()
                          .findValuesAsText("name")
                          .stream()
                          .noneMatch(Story.ROLE::equals)))
          .isTrue();
    }
  }

  @Test
  void aRealmIsDeletedThoughOneOfItsPeopleHasTwoLiveBindings(KeycloakServer server) {
    RealmFixture doomed = server.newRealm(Map.of());
    Story story = new Story(doomed);
    doomed.createRole("db-reader");
    story.rule(Map.of());
    String alice = story.newUser();
    for (String role : List.of(Story.ROLE, "db-reader")) {
      Map<String, Object> entitlement = Map.of("realmRole", role);
      Pushed ticket = story.ticketFor(alice).with("entitlements", List.of(entitlement)).push();
      story.bind(ticket, alice, Map.of("entitlement", entitlement)).expect(201);
    }

    doomed.api("").delete().expect(204);
  }

  /** A directory in which lydia is. */
  static InMemoryDirectoryServer directory() throws LDAPException, LDIFException {
    InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=test");
    config.addAdditionalBindCredentials("cn=admin", "password");
    config.setListenerConfigs(
        InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
    InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
    server.add("dn: dc=example,dc=test", "objectClass: top", "objectClass: domain", "dc: example");
    server.add(
        "dn: uid=lydia,dc=example,dc=test",
        "objectClass: inetOrgPerson",
        "uid: lydia",
        "cn: Lydia",
        "sn: Test",
        "mail: lydia@example.test",
        "userPassword: password");
    server.startListening();
    return server;
  }

  /** Has the realm look people up in the directory at that port. */
  static void federate(RealmFixture realm, int port) {
    realm
        .api("/components")
        .post(
            Map.of(
                "name",
                "ldap",
                "providerId",
                "ldap",
                "providerType",
                "org.keycloak.storage.UserStorageProvider",
                "config",
                federation(port)))
        .expect(201);
  }

  private static Map<String, List<String>> federation(int port) {
    Map<String, String> config = new HashMap<>();
    config.put("enabled", "true");
    config.put("vendor", "other");
    config.put("connectionUrl", "ldap://127.0.0.1:" + port);
    config.put("connectionTimeout", String.valueOf(Duration.ofSeconds(2).toMillis()));
    config.put("bindDn", "cn=admin");
    config.put("bindCredential", "password");
    config.put("authType", "simple");
    config.put("usersDn", "dc=example,dc=test");
    config.put("searchScope", "1");
    config.put("editMode", "WRITABLE");
    config.put("importEnabled", "true");
    config.put("usernameLDAPAttribute", "uid");
    config.put("rdnLDAPAttribute", "uid");
    config.put("uuidLDAPAttribute", "entryUUID");
    config.put("userObjectClasses", "inetOrgPerson, organizationalPerson");
    Map<String, List<String>> lists = new HashMap<>();
    config.forEach((name, value) -> lists.put(name, List.of(value)));
    return lists;
  }
}
