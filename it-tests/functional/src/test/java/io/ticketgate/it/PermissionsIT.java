package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may call what: nobody, too little, just enough, another realm. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PermissionsIT {

  private Callers callers;
  private Operations operations;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    callers = new Callers(fixture);
    operations = new Operations(callers);
    realm = fixture;
  }

  @AfterAll
  void removeTheOtherRealm() {
    callers.close();
  }

  @TestFactory
  List<DynamicTest> eachOperationTakesWhoMayAndNobodyElse() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Operations.Operation operation : Operations.all()) {
      tests.add(dynamicTest(operation.name() + ": no token", () -> anonymous(operation)));
      tests.add(dynamicTest(operation.name() + ": nonsense", () -> nonsense(operation)));
      tests.add(dynamicTest(operation.name() + ": another realm", () -> stranger(operation)));
      tests.add(refusal(operation, "nobody"));
      tests.add(refusal(operation, "manage-users and manage-realm"));
      for (String role : Callers.EVERY_ROLE) {
        boolean suffices = operation.roles().contains(role) && !operation.granting();
        tests.add(suffices ? success(operation, role) : refusal(operation, role));
      }
      if (operation.granting()) {
        tests.add(success(operation, "grant and map"));
      }
      tests.add(success(operation, "realm-admin"));
      tests.add(dynamicTest(operation.name() + ": master", () -> master(operation)));
    }
    return tests;
  }

  private Answer send(Operations.Operation operation, String token) {
    Operations.Prepared prepared = operation.request().apply(operations);
    return realm.gate(prepared.path()).bearer(token).send(operation.method(), prepared.body());
  }

  private void anonymous(Operations.Operation operation) {
    Operations.Prepared prepared = operation.request().apply(operations);
    Http.Call call = realm.gate(prepared.path()).anonymous();
    assertThat(call.send(operation.method(), prepared.body()).status()).isEqualTo(401);
  }

  private void nonsense(Operations.Operation operation) {
    assertThat(send(operation, "nonsense").status()).isEqualTo(401);
  }

  /** An administrator of another realm, who has every role there. */
  private void stranger(Operations.Operation operation) {
    Answer answer = send(operation, callers.token("stranger"));
    assertThat(answer.status()).as(answer.toString()).isIn(403, 404);
    assertThat(answer.body()).doesNotContain("alice", "demo:");
  }

  private void master(Operations.Operation operation) {
    Answer answer = send(operation, realm.server().admin().adminToken());
    if (operation.ofTheRealm()) {
      Callers.assertNotPermitted(answer);
    } else {
      Callers.assertAllowed(answer);
    }
  }

  private DynamicTest success(Operations.Operation operation, String who) {
    return dynamicTest(
        operation.name() + ": " + who + " may",
        () -> Callers.assertAllowed(send(operation, callers.token(who))));
  }

  private DynamicTest refusal(Operations.Operation operation, String who) {
    return dynamicTest(
        operation.name() + ": " + who + " may not",
        () -> {
          Callers.assertNotPermitted(send(operation, callers.token(who)));
          if (!operation.roles().contains(who) && !mayBeLetIn(operation, who)) {
            assertNothingIsTold(operation, who);
          }
        });
  }

  /**
   * Where a rule may let the ITSM in, a binding has this reviewer, or a ticket says who is to own
   * it, they have to be told what is wrong with their request.
   */
  private static boolean mayBeLetIn(Operations.Operation operation, String who) {
    return (operation.granting() && who.equals("itsm"))
        || (operation.path().endsWith("/certify") && who.equals("review"))
        || (operation.path().endsWith("/owner") && Set.of("grant", "itsm").contains(who));
  }

  /** Only a caller with the role learns whether something exists or what is wrong with a body. */
  private void assertNothingIsTold(Operations.Operation operation, String who) {
    String path =
        operation
            .path()
            .replace("{id}", "x")
            .replace("{system}", "-")
            .replace("{key}", "-")
            .replace("{delivery}", "1");
    Answer answer =
        realm
            .gate(path.equals("/") ? "" : path)
            .bearer(callers.token(who))
            .send(operation.method(), operation.method().equals("GET") ? null : "nonsense");
    Callers.assertNotPermitted(answer);
  }

  @Test
  void theTableHasARowForEachOperation() throws java.io.IOException {
    Set<String> documented = new TreeSet<>();
    String path = "";
    for (String line :
        java.nio.file.Files.readAllLines(java.nio.file.Path.of("../../docs/openapi.yaml"))) {
      if (line.matches("  /\\S*:")) {
        path = line.strip().replaceFirst(":$", "");
        path = path.substring(path.indexOf("/ticket-gate") + "/ticket-gate".length());
        path = path.isEmpty() ? "/" : path;
      } else if (line.matches("    (get|put|post|delete|patch):")) {
        documented.add(
            line.strip().replace(":", "").toUpperCase(java.util.Locale.ROOT) + " " + path);
      }
    }
    assertThat(Operations.all())
        .extracting(Operations.Operation::name)
        .containsExactlyInAnyOrderElementsOf(documented);
  }
}
