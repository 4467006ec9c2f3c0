package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Directories and identity providers say who is one person; whoever manages users does not. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PersonAttributeIT {

  private static final String NUMBER = "number";
  private static final String KEEPER = "keeper";
  private static final String LYDIA = "uid=lydia,dc=example,dc=test";
  private static final String BACK = "http://portal.test/back";

  private RealmFixture realm;
  private RealmFixture company;
  private InMemoryDirectoryServer directory;
  private String ldap;

  @BeforeAll
  void prepare(KeycloakServer server) throws LDAPException, LDIFException {
    realm = server.newRealm();
    company = server.newRealm();
    directory = ClosingIT.directory();
    Story story = new Story(realm);
    profile("ADMIN_EDIT");
    realm.grantManagement(
        realm.createUser(KEEPER), "manage-users", "view-users", "manage-realm", "view-realm");
    federate();
    provider();
    story.rule(Map.of("separationOfDuties", Map.of("personAttribute", NUMBER)));
  }

  @AfterAll
  void stop() {
    directory.shutDown(true);
    company.close();
  }

  private void profile(String unmanaged) {
    ObjectNode profile = (ObjectNode) realm.api("/users/profile").get().expect(200).json();
    realm.api("/users/profile").put(profile.put("unmanagedAttributePolicy", unmanaged)).expect(200);
  }

  /** The number of a user is the description in the directory. */
  private void federate() {
    ClosingIT.federate(realm, directory.getListenPort());
    JsonNode storage =
        realm
            .api("/components?type=org.keycloak.storage.UserStorageProvider")
            .get()
            .expect(200)
            .json()
            .path(0);
    ldap = storage.path("id").asText();
    realm
        .api("/components")
        .post(
            Map.of(
                "name",
                NUMBER,
                "parentId",
                ldap,
                "providerId",
                "user-attribute-ldap-mapper",
                "providerType",
                "org.keycloak.storage.ldap.mappers.LDAPStorageMapper",
                "config",
                Map.of(
                    "ldap.attribute", List.of("description"),
                    "user.model.attribute", List.of(NUMBER),
                    "read.only", List.of("false"),
                    "always.read.value.from.ldap", List.of("false"),
                    "is.mandatory.in.ldap", List.of("false"))))
        .expect(201);
  }

  private void provider() {
    realm.createClient(
        "portal", Map.of("standardFlowEnabled", true, "redirectUris", List.of(BACK)));
    Map<String, String> config = Partner.oidc(company);
    config.put("syncMode", "FORCE");
    realm
        .api("/identity-provider/instances")
        .post(
            Map.of(
                "alias",
                "company",
                "providerId",
                "keycloak-oidc",
                "enabled",
                true,
                "trustEmail",
                true,
                "config",
                config))
        .expect(201);
    realm
        .api("/identity-provider/instances/company/mappers")
        .post(
            Map.of(
                "name",
                NUMBER,
                "identityProviderAlias",
                "company",
                "identityProviderMapper",
                "hardcoded-attribute-idp-mapper",
                "config",
                Map.of("attribute", NUMBER, "attribute.value", "7", "syncMode", "INHERIT")))
        .expect(201);
  }

  private Http.Call byKeeper(String path) {
    return realm.api(path).bearer(realm.tokenOf(KEEPER));
  }

  private String number(String user) {
    return realm
        .api("/users/" + realm.userId(user))
        .get()
        .expect(200)
        .json()
        .at("/attributes/" + NUMBER + "/0")
        .asText();
  }

  private void inDirectory(String number) throws LDAPException, LDIFException {
    directory.modify(
        "dn: " + LYDIA, "changetype: modify", "replace: description", "description: " + number);
  }

  private Answer loggedIn(String user) {
    company.createUser(user);
    Browser browser = new Browser(realm.server());
    Answer page =
        browser.open(
            "/realms/"
                + realm.name()
                + "/protocol/openid-connect/auth?response_type=code&scope=openid"
                + "&kc_idp_hint=company&client_id=portal&redirect_uri="
                + Http.encode(BACK));
    page = browser.submit(page, Map.of("username", user, "password", RealmFixture.PASSWORD));
    return page.status() == 200 && page.body().contains("name=\"firstName\"")
        ? browser.submit(
            page, Map.of("firstName", "A", "lastName", "Person", "email", user + "@example.test"))
        : page;
  }

  @Test
  void whatADirectorySaysIsTakenOverWhoeverAsks() throws LDAPException, LDIFException {
    inDirectory("7");
    byKeeper("/users?search=lydia").get().expect(200);
    assertThat(number("lydia")).isEqualTo("7");

    inDirectory("8");
    byKeeper("/user-storage/" + ldap + "/sync?action=triggerFullSync").post().expect(200);
    assertThat(number("lydia")).isEqualTo("8");

    String path = "/users/" + realm.userId("lydia");
    ObjectNode user = (ObjectNode) realm.api(path).get().expect(200).json();
    ((ObjectNode) user.path("attributes")).putPOJO(NUMBER, List.of("9"));
    Answer refused = byKeeper(path).put(user);
    assertThat(refused.status()).as("%s", refused).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("trust_base_guarded");
    assertThat(number("lydia")).isEqualTo("8");
    assertThat(directory.getEntry(LYDIA).getAttributeValue("description")).isEqualTo("8");
  }

  @Test
  void whoeverSaysWhereAnAccountComesFromSaysNotWhoseItIs() {
    Answer refused =
        byKeeper("/users")
            .post(
                Map.of(
                    "username",
                    "forged",
                    "federationLink",
                    ldap,
                    "attributes",
                    Map.of(NUMBER, List.of("9"))));
    assertThat(refused.status()).as("%s", refused).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("trust_base_guarded");
  }

  @Test
  void anIdentityProviderSaysItWherePeopleCannotSayItThemselves() {
    assertThat(loggedIn("paula").header("Location")).contains("code=");
    assertThat(number("paula")).isEqualTo("7");

    profile("ENABLED");
    try {
      assertThat(loggedIn("petra").status()).isGreaterThanOrEqualTo(400);
      assertThat(realm.api("/users?exact=true&username=petra").get().json()).isEmpty();
    } finally {
      profile("ADMIN_EDIT");
    }
  }
}
