package io.ticketgate.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ticketgate.it.harness.Http;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * An application that receives security event tokens by push (RFC 8935), and verifies each against
 * the realm's keys, with nothing of ours.
 */
final class SsfReceiver implements AutoCloseable {

  private final HttpServer server;
  private final Supplier<String> keys;

  /** By their ids: one may come again. */
  private final Map<String, JsonNode> received = new ConcurrentSkipListMap<>();

  private final List<Exception> broken = new CopyOnWriteArrayList<>();

  /**
   * @param keys the realm's JWKS
   */
  SsfReceiver(Supplier<String> keys) throws IOException {
    this.keys = keys;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "ssf-receiver");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::receive);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/set";
  }

  /** The claims of the tokens, each verified. */
  List<JsonNode> received() {
    if (!broken.isEmpty()) {
      throw new AssertionError("A security event token could not be verified", broken.get(0));
    }
    return List.copyOf(received.values());
  }

  /** Those with an event of that type. */
  List<JsonNode> received(String type) {
    return received().stream().filter(set -> set.path("events").has(type)).toList();
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try (exchange) {
      if (!"application/secevent+jwt"
          .equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
        throw new IllegalStateException("It is no security event token");
      }
      JsonNode set = verified(body);
      received.put(set.path("jti").asText(), set);
      exchange.sendResponseHeaders(202, -1);
    } catch (Exception wrong) {
      broken.add(wrong);
      exchange.sendResponseHeaders(400, -1);
    }
  }

  private JsonNode verified(String token) throws Exception {
    JWSObject set = JWSObject.parse(token);
    JWSHeader header = set.getHeader();
    if (!new JOSEObjectType("secevent+jwt").equals(header.getType())) {
      throw new IllegalStateException("Its type is " + header.getType());
    }
    JWK key = JWKSet.parse(keys.get()).getKeyByKeyId(header.getKeyID());
    JWSVerifier verifier =
        new DefaultJWSVerifierFactory()
            .createJWSVerifier(header, ((AsymmetricJWK) key).toPublicKey());
    if (!set.verify(verifier)) {
      throw new IllegalStateException("Its signature is wrong");
    }
    return Http.JSON.readTree(set.getPayload().toString());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
