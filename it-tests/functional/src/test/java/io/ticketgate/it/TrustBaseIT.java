package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What decides who somebody is changes in a realm with an enforced rule only by ticket-gate-admin;
 * all else changes as in stock Keycloak, and so does all in a realm without one.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrustBaseIT {

  /** Holds every role that Keycloak has for a realm, and none of the gate's. */
  private static final String KEEPER = "keeper";

  /** Holds realm-admin, and with it ticket-gate-admin. */
  private static final String CHIEF = "chief";

  private RealmFixture guarded;
  private RealmFixture open;

  // Taken once: some changes leave nobody a way to log in.
  private String keeper;
  private String chief;
  private String keeperOfOpen;

  /** A change of the trust base, by the stock Admin REST API. */
  enum Change {
    DIRECT_GRANT_FLOW((realm, as) -> realmField(realm, as, "directGrantFlow", "clients")),
    BROWSER_FLOW((realm, as) -> realmField(realm, as, "browserFlow", "direct grant")),
    RESET_FLOW((realm, as) -> realmField(realm, as, "resetCredentialsFlow", "direct grant")),
    FIRST_BROKER_LOGIN_FLOW(
        (realm, as) -> realmField(realm, as, "firstBrokerLoginFlow", "direct grant")),
    PASSWORD_POLICY((realm, as) -> realmField(realm, as, "passwordPolicy", "length(1)")),
    OTP_POLICY((realm, as) -> wholeRealm(realm, as, "otpPolicyLookAheadWindow", 100)),
    PASSKEY_POLICY(
        (realm, as) -> wholeRealm(realm, as, "webAuthnPolicyRpId", "elsewhere.example.test")),
    GUESSES((realm, as) -> realmField(realm, as, "failureFactor", 100_000)),
    EMAIL_LOGIN((realm, as) -> realmField(realm, as, "loginWithEmailAllowed", false)),
    DUPLICATE_EMAILS(
        (realm, as) ->
            realm
                .api("")
                .bearer(as)
                .put(Map.of("loginWithEmailAllowed", false, "duplicateEmailsAllowed", true))),
    EDIT_USERNAME((realm, as) -> realmField(realm, as, "editUsernameAllowed", true)),
    PASSWORD_RESET((realm, as) -> realmField(realm, as, "resetPasswordAllowed", true)),
    MAIL_SERVER(
        (realm, as) ->
            realmField(
                realm,
                as,
                "smtpServer",
                Map.of("host", "mail.example.test", "from", "it@example.test"))),
    MAIL_TEXTS(
        (realm, as) ->
            realm
                .api("/localization/en/passwordResetBodyHtml")
                .bearer(as)
                .header("Content-Type", "text/plain")
                .put("https://evil.test/{0}")),
    REALM_ATTRIBUTE_NOBODY_KNOWS(
        (realm, as) -> realmField(realm, as, "attributes", Map.of("of.a.later.version", "on"))),
    CLIENT_POLICY(
        (realm, as) ->
            realm
                .api("/client-policies/policies")
                .bearer(as)
                .put(Map.of("policies", List.of(Map.of("name", "mine", "enabled", true))))),
    NEW_FLOW(
        (realm, as) ->
            realm
                .api("/authentication/flows")
                .bearer(as)
                .post(
                    Map.of(
                        "alias",
                        "mine",
                        "providerId",
                        "basic-flow",
                        "topLevel",
                        true,
                        "builtIn",
                        false))),
    EXECUTION(
        (realm, as) -> {
          String executions = "/authentication/flows/direct%20grant/executions";
          ObjectNode password = null;
          for (JsonNode each : realm.api(executions).get().expect(200).json()) {
            if (each.path("providerId").asText().equals("direct-grant-validate-password")) {
              password = (ObjectNode) each;
            }
          }
          return realm.api(executions).bearer(as).put(password.put("requirement", "DISABLED"));
        }),
    AUTHENTICATOR_CONFIG(
        (realm, as) -> {
          String executions = "/authentication/flows/browser/executions";
          for (JsonNode each : realm.api(executions).get().expect(200).json()) {
            if (each.path("providerId").asText().equals("identity-provider-redirector")) {
              return realm
                  .api("/authentication/executions/" + each.path("id").asText() + "/config")
                  .bearer(as)
                  .post(Map.of("alias", "mine", "config", Map.of("defaultProvider", "evil")));
            }
          }
          throw new AssertionError("no execution");
        }),
    REQUIRED_ACTION(
        (realm, as) -> {
          String path = "/authentication/required-actions/VERIFY_PROFILE";
          ObjectNode action = (ObjectNode) realm.api(path).get().expect(200).json();
          return realm.api(path).bearer(as).put(action.put("enabled", false));
        }),
    KEY(
        (realm, as) ->
            component(realm, as, "org.keycloak.keys.KeyProvider", "rsa-generated", "mine")),
    KEY_REMOVED(
        (realm, as) -> {
          JsonNode keys =
              realm
                  .api("/components?type=org.keycloak.keys.KeyProvider&name=hmac-generated")
                  .get()
                  .expect(200)
                  .json();
          return realm.api("/components/" + keys.get(0).path("id").asText()).bearer(as).delete();
        }),
    DIRECTORY(
        (realm, as) ->
            component(realm, as, "org.keycloak.storage.UserStorageProvider", "kerberos", "mine")),
    REGISTRATION_POLICY(
        (realm, as) -> {
          JsonNode policies =
              realm
                  .api(
                      "/components?type=org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy")
                  .get()
                  .expect(200)
                  .json();
          return realm
              .api("/components/" + policies.get(0).path("id").asText())
              .bearer(as)
              .delete();
        }),
    USER_PROFILE(
        (realm, as) -> {
          ObjectNode profile = (ObjectNode) realm.api("/users/profile").get().expect(200).json();
          return realm
              .api("/users/profile")
              .bearer(as)
              .put(profile.put("unmanagedAttributePolicy", "ENABLED"));
        }),
    IDENTITY_PROVIDER((realm, as) -> provider(realm, as, "mine")),
    IDENTITY_PROVIDER_CHANGED(
        (realm, as) -> {
          String path = "/identity-provider/instances/partner";
          ObjectNode partner = (ObjectNode) realm.api(path).get().expect(200).json();
          ((ObjectNode) partner.path("config")).put("jwksUrl", "https://evil.test/jwks");
          return realm.api(path).bearer(as).put(partner);
        }),
    IDENTITY_PROVIDER_MAPPER(
        (realm, as) ->
            realm
                .api("/identity-provider/instances/partner/mappers")
                .bearer(as)
                .post(
                    Map.of(
                        "name", "mine",
                        "identityProviderAlias", "partner",
                        "identityProviderMapper", "oidc-username-idp-mapper",
                        "config", Map.of("template", "alice", "syncMode", "FORCE")))),
    FLOW_OF_A_CLIENT(
        (realm, as) -> {
          String path = "/clients/" + realm.clientUuid("orders");
          return realm
              .api(path)
              .bearer(as)
              .put(
                  Map.of(
                      "clientId",
                      "orders",
                      "authenticationFlowBindingOverrides",
                      Map.of("direct_grant", flowId(realm, "direct grant"))));
        }),
    FLOW_OF_A_NEW_CLIENT(
        (realm, as) ->
            realm
                .api("/clients")
                .bearer(as)
                .post(
                    Map.of(
                        "clientId",
                        "mine",
                        "publicClient",
                        true,
                        "directAccessGrantsEnabled",
                        true,
                        "authenticationFlowBindingOverrides",
                        Map.of("direct_grant", flowId(realm, "direct grant"))))),
    AUTHORIZATION_POLICY(
        (realm, as) ->
            realm
                .api(
                    "/clients/"
                        + realm.clientUuid("warehouse")
                        + "/authz/resource-server/policy/user")
                .bearer(as)
                .post(Map.of("name", "mine", "users", List.of(realm.userId(KEEPER))))),
    AUTHORIZATION_MODE(
        (realm, as) ->
            realm
                .api("/clients/" + realm.clientUuid("warehouse") + "/authz/resource-server")
                .bearer(as)
                .put(
                    Map.of(
                        "policyEnforcementMode", "PERMISSIVE", "decisionStrategy", "AFFIRMATIVE"))),
    ADMIN_PERMISSIONS((realm, as) -> realmField(realm, as, "adminPermissionsEnabled", true)),
    /** Where it is already: another host would be another issuer, and no token count any more. */
    MAIL_LINKS(
        (realm, as) ->
            realmField(
                realm,
                as,
                "attributes",
                Map.of("frontendUrl", realm.server().baseUri().toString())));

    private final BiFunction<RealmFixture, String, Answer> attempt;

    Change(BiFunction<RealmFixture, String, Answer> attempt) {
      this.attempt = attempt;
    }

    Answer by(RealmFixture realm, String token) {
      return attempt.apply(realm, token);
    }
  }

  private static Answer realmField(RealmFixture realm, String token, String field, Object value) {
    return realm.api("").bearer(token).put(Map.of(field, value));
  }

  /** As the console does it: some fields count only beside others. */
  private static Answer wholeRealm(RealmFixture realm, String token, String field, Object value) {
    ObjectNode whole = (ObjectNode) realm.api("").get().expect(200).json();
    return realm.api("").bearer(token).put(whole.set(field, Http.JSON.valueToTree(value)));
  }

  private static Answer component(
      RealmFixture realm, String token, String type, String provider, String name) {
    Map<String, Object> config =
        provider.equals("kerberos")
            ? Map.of(
                "kerberosRealm", List.of("EVIL.TEST"),
                "serverPrincipal", List.of("HTTP/evil@EVIL.TEST"),
                "keyTab", List.of("keytab-of-nobody"),
                "allowPasswordAuthentication", List.of("true"))
            : Map.of("priority", List.of("200"));
    return realm
        .api("/components")
        .bearer(token)
        .post(Map.of("name", name, "providerId", provider, "providerType", type, "config", config));
  }

  private static Answer provider(RealmFixture realm, String token, String alias) {
    return realm
        .api("/identity-provider/instances")
        .bearer(token)
        .post(
            Map.of(
                "alias",
                alias,
                "providerId",
                "oidc",
                "enabled",
                true,
                "config",
                Map.of(
                    "clientId",
                    "keycloak",
                    "clientSecret",
                    "secret",
                    "issuer",
                    "https://" + alias + ".test",
                    "authorizationUrl",
                    "https://" + alias + ".test/auth",
                    "tokenUrl",
                    "https://" + alias + ".test/token",
                    "jwksUrl",
                    "https://" + alias + ".test/jwks",
                    "useJwksUrl",
                    "true",
                    "validateSignature",
                    "true")));
  }

  private static String flowId(RealmFixture realm, String alias) {
    for (JsonNode flow : realm.api("/authentication/flows").get().expect(200).json()) {
      if (flow.path("alias").asText().equals(alias)) {
        return flow.path("id").asText();
      }
    }
    throw new AssertionError("no flow " + alias);
  }

  @BeforeAll
  void prepare(RealmFixture fixture) {
    guarded = people(fixture);
    new Story(fixture).rule(Map.of());
    open = people(fixture.server().newRealm());
    keeper = guarded.tokenOf(KEEPER);
    chief = guarded.tokenOf(CHIEF);
    keeperOfOpen = open.tokenOf(KEEPER);
  }

  private static RealmFixture people(RealmFixture realm) {
    List<String> roles = new ArrayList<>(Arrays.asList("manage-realm", "manage-users"));
    roles.addAll(List.of("manage-clients", "manage-identity-providers", "manage-authorization"));
    roles.addAll(List.of("view-realm", "view-users", "view-clients"));
    roles.addAll(List.of("view-identity-providers", "view-authorization"));
    realm.update(Map.of("accessTokenLifespan", 3600));
    realm.grantManagement(realm.createUser(KEEPER), roles.toArray(String[]::new));
    realm.grantManagement(realm.createUser(CHIEF), "realm-admin");
    realm.createClient("orders");
    realm.createClient("warehouse", Map.of("authorizationServicesEnabled", true));
    provider(realm, realm.server().admin().adminToken(), "partner").expect(201);
    return realm;
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedToWhoeverIsNotTheGatesAdministrator(Change change) {
    Answer refused = change.by(guarded, keeper);

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.body()).contains("trust_base_guarded");
    Answer made = change.by(guarded, chief);
    assertThat(made.status()).as(made.toString()).isLessThan(300);
  }

  @ParameterizedTest
  @EnumSource
  void isAsInStockKeycloakWhereNoRuleIsEnforced(Change change) {
    Answer made = change.by(open, keeperOfOpen);

    assertThat(made.status()).as(made.toString()).isLessThan(300);
  }

  @Test
  void everyTableAndColumnOfThisKeycloakIsClassified() {
    assertThat(guarded.server().log())
        .doesNotContain("tables or columns that the ticket gate does not know");
  }

  @Test
  void aRealmWithoutRulesIsRenamedByItsOwnAdministrator() {
    try (RealmFixture own = guarded.server().newRealm()) {
      own.grantManagement(own.createUser(CHIEF), "realm-admin");
      String name = own.name() + "-renamed";

      Answer renamed = own.api("").bearer(own.tokenOf(CHIEF)).put(Map.of("realm", name));

      assertThat(renamed.status()).as(renamed.toString()).isEqualTo(204);
      own.server().realm(name).close();
    }
  }

  @Test
  void whatDecidesNothingIsChangedAsEver() {
    ObjectNode whole = (ObjectNode) guarded.api("").get().expect(200).json();

    Answer saved = guarded.api("").bearer(keeper).put(whole.put("displayName", "Renamed"));

    assertThat(saved.status()).as(saved.toString()).isEqualTo(204);
    Answer lifespan = realmField(guarded, keeper, "ssoSessionIdleTimeout", 1200);
    assertThat(lifespan.status()).as(lifespan.toString()).isEqualTo(204);
    Http.Call orders = guarded.api("/clients/" + guarded.clientUuid("orders")).bearer(keeper);
    ObjectNode client = (ObjectNode) orders.get().expect(200).json();
    assertThat(orders.put(client.put("description", "Orders")).status()).isEqualTo(204);
  }
}
