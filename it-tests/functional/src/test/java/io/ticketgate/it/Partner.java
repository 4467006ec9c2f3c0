package io.ticketgate.it;

import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A second realm of a server as OpenID Connect provider of the first one. */
public final class Partner {

  private static final String CLIENT = "partner";

  private Partner() {}

  /** Makes the first realm known there, and answers how the provider is to be configured here. */
  public static Map<String, String> oidc(RealmFixture company) {
    String base = company.server().baseUri().toString();
    company.createClient(
        CLIENT, Map.of("standardFlowEnabled", true, "redirectUris", List.of(base + "/*")));
    String endpoints = base + "/realms/" + company.name() + "/protocol/openid-connect/";
    Map<String, String> config = new LinkedHashMap<>();
    config.put("clientId", CLIENT);
    config.put("clientSecret", RealmFixture.SECRET);
    config.put("clientAuthMethod", "client_secret_post");
    config.put("authorizationUrl", endpoints + "auth");
    config.put("tokenUrl", endpoints + "token");
    config.put("userInfoUrl", endpoints + "userinfo");
    config.put("jwksUrl", endpoints + "certs");
    config.put("useJwksUrl", "true");
    config.put("validateSignature", "true");
    config.put("defaultScope", "openid profile email");
    return config;
  }
}
