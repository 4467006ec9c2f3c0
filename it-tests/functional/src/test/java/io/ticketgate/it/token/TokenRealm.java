package io.ticketgate.it.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Partner;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A realm with a client for each way to a token, and a second realm as identity provider. */
final class TokenRealm implements AutoCloseable {

  /** For logins in a browser, on devices, by CIBA, by assertions and by the standard exchange. */
  static final String PORTAL = "portal";

  /** May not use the standard exchange, so that Keycloak falls back to the old one. */
  static final String LEGACY = "legacy";

  static final String LIGHT = "light";

  /** Makes offers of credentials to others. */
  static final String OFFICER = "officer";

  /** Of a new realm. */
  static final String CREDENTIAL = "oid4vc_natural_person_sd";

  /** A resource server. */
  static final String FILES = "files";

  static final String BACK = "http://portal.test/back";
  static final String CORP = "corp";
  static final String ASSERTIONS = "assertions";
  static final String ISSUER = "https://assertions.test";
  private static final String NO_AUDIENCE_CHECK =
      "allow.token.introspection.without.audience.check";

  /** Signs the assertions. */
  static final KeyPair KEYS = newKeys();

  final RealmFixture realm;
  final RealmFixture company;

  TokenRealm(KeycloakServer server) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("accessTokenLifespan", 3600);
    fields.put("accessTokenLifespanForImplicitFlow", 3600);
    fields.put("organizationsEnabled", true);
    if (TokenServer.hasOffers(server.version())) {
      fields.put("verifiableCredentialsEnabled", true);
    }
    realm = server.newRealm(fields);
    company = server.newRealm();
    clients();
    provider();
    letLegacyImpersonate();
    if (hasOffers()) {
      offerCredentials();
    }
  }

  boolean hasOffers() {
    return TokenServer.hasOffers(realm.server().version());
  }

  /** The officer may make offers, which may be redeemed for tokens of the portal. */
  private void offerCredentials() {
    realm.createUser(OFFICER);
    realm.assign(OFFICER, "credential-offer-create").expect(204);
    String portal = "/clients/" + realm.clientUuid(PORTAL);
    ObjectNode client = (ObjectNode) realm.api(portal).get().expect(200).json();
    client
        .withObjectProperty("attributes")
        .put("oid4vci.enabled", "true")
        .put("oid4vci.preauth_code.enabled", "true");
    realm.api(portal).put(client).expect(204);
    for (JsonNode scope : realm.api("/client-scopes").get().expect(200).json()) {
      if (scope.path("name").asText().equals(CREDENTIAL)) {
        realm
            .api(portal + "/optional-client-scopes/" + scope.path("id").asText())
            .put(Map.of())
            .expect(204);
      }
    }
  }

  /** By the fine-grained permissions of version 1. */
  private void letLegacyImpersonate() {
    String permission =
        realm
            .api("/users-management-permissions")
            .put(Map.of("enabled", true))
            .expect(200)
            .json()
            .at("/scopePermissions/impersonate")
            .asText();
    String server = "/clients/" + realm.clientUuid("realm-management") + "/authz/resource-server";
    String policy =
        realm
            .api(server + "/policy/client")
            .post(Map.of("name", "legacy", "clients", List.of(realm.clientUuid(LEGACY))))
            .expect(201)
            .text("id");
    String path = server + "/permission/scope/" + permission;
    ObjectNode changed = (ObjectNode) realm.api(path).get().expect(200).json();
    changed.putArray("policies").add(policy);
    realm.api(path).put(changed).expect(201);
  }

  boolean hasAssertions() {
    return !realm.server().version().startsWith("26.4.");
  }

  private void clients() {
    Map<String, String> attributes = new HashMap<>();
    attributes.put(NO_AUDIENCE_CHECK, "true");
    attributes.put("oauth2.device.authorization.grant.enabled", "true");
    attributes.put("oidc.ciba.grant.enabled", "true");
    attributes.put("oauth2.jwt.authorization.grant.enabled", "true");
    attributes.put("oauth2.jwt.authorization.grant.idp", ASSERTIONS);
    attributes.put("standard.token.exchange.enabled", "true");
    attributes.put("standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION");
    client(
        PORTAL,
        Map.of(
            "standardFlowEnabled",
            true,
            "implicitFlowEnabled",
            true,
            "redirectUris",
            List.of(BACK),
            "attributes",
            attributes));
    client(LEGACY, Map.of());
    client(
        LIGHT,
        Map.of(
            "attributes",
            Map.of(
                NO_AUDIENCE_CHECK, "true", "client.use.lightweight.access.token.enabled", "true")));
    client(
        FILES,
        Map.of(
            "authorizationServicesEnabled",
            true,
            "authorizationSettings",
            Map.of(
                "policyEnforcementMode",
                "PERMISSIVE",
                "resources",
                List.of(Map.of("name", "vault")))));
    show(RealmFixture.APP);
  }

  private void client(String id, Map<String, ?> representation) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("directAccessGrantsEnabled", true);
    all.putAll(representation);
    realm.createClient(id, all);
    show(id);
  }

  /** Lets ID tokens and user infos of a client have the roles, as access tokens have them. */
  private void show(String client) {
    Map<String, String> config = new HashMap<>();
    config.put("claim.name", "realm_access.roles");
    config.put("jsonType.label", "String");
    config.put("multivalued", "true");
    config.put("access.token.claim", "false");
    config.put("id.token.claim", "true");
    config.put("userinfo.token.claim", "true");
    mapper(client, "everywhere", "oidc-usermodel-realm-role-mapper", config);
  }

  void mapper(String client, String name, String type, Map<String, String> config) {
    realm
        .api("/clients/" + realm.clientUuid(client) + "/protocol-mappers/models")
        .post(
            Map.of(
                "name", name,
                "protocol", "openid-connect",
                "protocolMapper", type,
                "config", config))
        .expect(201);
  }

  private void provider() {
    provider(CORP, "keycloak-oidc", Partner.oidc(company));
    if (hasAssertions()) {
      Map<String, String> grant = new LinkedHashMap<>();
      grant.put("issuer", ISSUER);
      grant.put("useJwksUrl", "false");
      grant.put(
          "publicKeySignatureVerifier",
          Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded()));
      provider(ASSERTIONS, "jwt-authorization-grant", grant);
    }
  }

  private void provider(String alias, String type, Map<String, String> config) {
    realm
        .api("/identity-provider/instances")
        .post(Map.of("alias", alias, "providerId", type, "enabled", true, "config", config))
        .expect(201);
  }

  /** Creates a user here and at the company, and links the two; answers the id here. */
  String createUser(String name) {
    String id = realm.createUser(name);
    link(id, CORP, company.createUser(name), name);
    if (hasAssertions()) {
      link(id, ASSERTIONS, name, name);
    }
    if (hasOffers()) {
      realm
          .api("/users/" + id + "/vc/credentials")
          .post(Map.of("credentialScopeName", CREDENTIAL))
          .expect(200);
    }
    return id;
  }

  private void link(String user, String alias, String there, String name) {
    realm
        .api("/users/" + user + "/federated-identity/" + alias)
        .post(Map.of("identityProvider", alias, "userId", there, "userName", name))
        .expect(204);
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    realm.close();
    company.close();
  }
}
