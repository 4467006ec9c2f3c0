package io.ticketgate.it.token;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The authentication device of CIBA: Keycloak tells it who is to be asked. */
final class CibaDevice implements AutoCloseable {

  private final HttpServer http;
  private volatile String token = "";

  CibaDevice() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::receive);
    http.start();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      token = exchange.getRequestHeaders().getFirst("Authorization").replaceFirst("Bearer ", "");
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(201, -1);
    }
  }

  String uri() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/";
  }

  /** With which the device says what its owner has answered to the latest request. */
  String lastToken() {
    return token;
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
