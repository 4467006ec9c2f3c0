package io.ticketgate.it;

import static io.ticketgate.it.Story.ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A realm whose rules allow emergency grants; rena reviews them, and a subscriber hears of them.
 * Rule {@code brief} gives a review three seconds.
 */
final class Emergencies implements AutoCloseable {

  static final String COMMANDER = "incident-commander";

  final RealmFixture realm;
  final Story story;
  final JsonItsm itsm;
  final EventReceiver receiver;
  private int made;

  Emergencies() throws IOException {
    realm = WideServer.sharedEager().newRealm();
    realm.update(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
    story = new Story(realm);
    itsm = JsonItsm.start();
    realm.gate("/systems").post(itsm.system(Map.of("pollEvery", "PT0S"))).expect(201);
    realm.createRole(COMMANDER);
    realm.createUser("rena");
    realm.grantManagement(realm.userId("rena"), "ticket-gate-review");
    realm.createRole("ops");
    realm.createRole("now-role");
    realm.addComposite("ops", ROLE);
    for (String role : List.of("auditor-maker", "auditor-checker", "no-emergency", "free")) {
      realm.createRole(role);
    }
    story.rule(Map.of("breakGlass", breakGlass("PT1H", "P1D")));
    rule("brief", List.of("now-*"), breakGlass("PT1H", "PT3S"), Map.of());
    rule("strict", List.of("no-*"), Map.of("allowed", false), Map.of());
    rule(
        "apart",
        List.of("auditor-*"),
        breakGlass("PT1H", "P1D"),
        Map.of("exclusiveRoles", List.of(List.of("auditor-maker", "auditor-checker"))));
    receiver = new EventReceiver();
    realm
        .gate("/subscribers")
        .post(
            Map.of(
                "name",
                "siem",
                "url",
                receiver.url(),
                "secret",
                EventReceiver.SECRET,
                "types",
                List.of(
                    "io.ticketgate.breakglass.used",
                    "io.ticketgate.review.done",
                    "io.ticketgate.review.overdue",
                    "io.ticketgate.binding.revoked"),
                "owner",
                "bob"))
        .expect(201);
  }

  private static Map<String, Object> breakGlass(String max, String within) {
    return Map.of("allowed", true, "role", COMMANDER, "max", max, "reviewWithin", within);
  }

  private void rule(
      String name, List<String> roles, Map<String, Object> breakGlass, Map<String, ?> duties) {
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name", name,
                "protects", Map.of("realmRoles", roles),
                "breakGlass", breakGlass,
                "separationOfDuties", duties))
        .expect(201);
  }

  /** Somebody who may make emergency grants. */
  String commander() {
    String name = "commander" + ++made;
    realm.grantManagement(realm.createUser(name), "ticket-gate-break-glass");
    realm.assign(name, COMMANDER).expect(204);
    return name;
  }

  Answer use(String by, String user, String role, Map<String, ?> more) {
    return useWith(realm.tokenOf(by), user, role, more);
  }

  Answer useWith(String token, String user, String role, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("subject", Map.of("user", user));
    body.put("entitlement", Map.of("realmRole", role));
    body.put("justification", "the database is down");
    body.putAll(more);
    return realm.gate("/break-glass").bearer(token).post(body);
  }

  Answer review(String id, String by, Map<String, ?> verdict) {
    return realm.gate("/bindings/" + id + "/review").bearer(realm.tokenOf(by)).post(verdict);
  }

  static Map<String, Object> confirm(String ticket) {
    return Map.of("ticket", ticket, "outcome", "confirmed", "comment", "agreed on the phone");
  }

  static void refused(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.text("code")).as(answer.toString()).isEqualTo(code);
  }

  double counted(String step) {
    return realm
        .server()
        .metric(
            "ticket_gate_break_glass_total",
            "realm=\"" + realm.name() + "\"",
            "step=\"" + step + "\"");
  }

  List<String> audits(String id) {
    JsonNode events =
        realm.api("/admin-events?resourcePath=ticket-gate/bindings/" + id).get().json();
    return events.findValuesAsText("audit");
  }

  @Override
  public void close() {
    receiver.close();
    itsm.close();
  }
}
