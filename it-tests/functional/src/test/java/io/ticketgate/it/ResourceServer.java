package io.ticketgate.it;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import java.util.Set;

/**
 * A resource server as people write them: {@code /offline} believes the signature and the claims of
 * a token, {@code /online} asks Keycloak by introspection. Both want a token that names its ticket.
 */
final class ResourceServer implements AutoCloseable {

  private final RealmFixture realm;
  private final HttpServer http;
  private final DefaultJWTProcessor<SecurityContext> tokens = new DefaultJWTProcessor<>();

  ResourceServer(RealmFixture realm) {
    this.realm = realm;
    String issuer = realm.server().baseUri().resolve("/realms/" + realm.name()).toString();
    try {
      JWKSource<SecurityContext> keys =
          JWKSourceBuilder.create(URI.create(issuer + "/protocol/openid-connect/certs").toURL())
              .build();
      tokens.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
      DefaultJWTClaimsVerifier<SecurityContext> claims =
          new DefaultJWTClaimsVerifier<>(
              new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("exp", "sub", "ticket"));
      claims.setMaxClockSkew(0);
      tokens.setJWTClaimsSetVerifier(claims);
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (MalformedURLException unusable) {
      throw new IllegalArgumentException(unusable);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    http.createContext("/offline", exchange -> answer(exchange, false));
    http.createContext("/online", exchange -> answer(exchange, true));
    http.start();
  }

  /** Its address, to which the path is added. */
  String at(String path) {
    return "http://127.0.0.1:" + http.getAddress().getPort() + path;
  }

  private void answer(HttpExchange exchange, boolean ask) throws IOException {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    String token = header == null ? "" : header.replaceFirst("^Bearer ", "");
    int status = 401;
    String body = "no good token\n";
    try {
      Map<?, ?> ticket = (Map<?, ?>) tokens.process(token, null).getClaim("ticket");
      if (!ask || realm.isActive(token)) {
        status = 200;
        body = "deployed under " + ticket.get("ref") + "\n";
      }
    } catch (ParseException | BadJOSEException | JOSEException refused) {
      body = refused.getMessage() + "\n";
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
