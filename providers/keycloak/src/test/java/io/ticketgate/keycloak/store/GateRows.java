package io.ticketgate.keycloak.store;

import io.ticketgate.keycloak.TestDatabase;
import io.ticketgate.keycloak.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.keycloak.models.KeycloakSession;

/** Queries on a real database: an open session to read with, and others that commit. */
abstract class GateRows {

  final TestServer server = new TestServer();
  final String realm = UUID.randomUUID().toString();
  final String otherRealm = UUID.randomUUID().toString();
  KeycloakSession session;

  @BeforeEach
  void open() {
    TestDatabase.clear();
    session = server.open();
  }

  @AfterEach
  void close() {
    session.close();
  }
}
