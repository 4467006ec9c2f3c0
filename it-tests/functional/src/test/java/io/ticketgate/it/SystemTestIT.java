package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The test button says what keeps a system from working, and always answers. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SystemTestIT {

  private static final String PASSWORD = "hunter2-and-more";

  private RealmFixture realm;
  private JsonItsm itsm;
  private int systems;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
  }

  @BeforeEach
  void newItsm() {
    itsm = JsonItsm.start();
  }

  @AfterEach
  void stop() {
    itsm.close();
  }

  private String newSystem(Map<String, ?> more) {
    Map<String, Object> settings = new LinkedHashMap<>(Map.of("webhookScheme", "bearer"));
    settings.putAll(more);
    return realm
        .gate("/systems")
        .post(itsm.system("tested" + ++systems, settings))
        .expect(201)
        .createdId();
  }

  private JsonNode test(String id) {
    return realm.gate("/systems/" + id + "/test").post().expect(200).json();
  }

  /** The outcomes by id; of several of one id the last. */
  private static Map<String, String> outcomes(JsonNode test) {
    Map<String, String> outcomes = new LinkedHashMap<>();
    test.path("findings")
        .forEach(each -> outcomes.put(each.path("id").asText(), each.path("outcome").asText()));
    return outcomes;
  }

  private static List<String> messages(JsonNode test) {
    List<String> messages = new ArrayList<>();
    test.path("findings").forEach(each -> messages.add(each.path("message").asText()));
    return messages;
  }

  @Test
  void ofAPushSystemThereIsNothingToReach() {
    JsonNode test =
        test(
            realm
                .gate("/systems")
                .post(Map.of("name", "pushed", "connector", "push"))
                .expect(201)
                .createdId());

    assertThat(test.path("ok").asBoolean()).isTrue();
    assertThat(messages(test)).hasSize(2);
    assertThat(messages(test).get(0)).startsWith("The gate connects to nothing");
    assertThat(messages(test).get(1)).startsWith("This system has no owner");
  }

  @Test
  void aSystemThatAnswersHasNoProblem() {
    JsonNode test = test(newSystem(Map.of("testTicket", itsm.ticketFor("alice"))));

    assertThat(outcomes(test)).isNotEmpty();
    assertThat(outcomes(test).values()).doesNotContain("problem");
    assertThat(test.path("ok").asBoolean()).isTrue();
    assertThat(test.path("system").asText()).isEqualTo("tested" + systems);
  }

  @Test
  void aSystemThatIsDownIsAFindingAndNotAFailure() {
    String id = newSystem(Map.of("auth", "basic", "username", "gate", "password", PASSWORD));
    itsm.close();

    JsonNode test = test(id);

    assertThat(test.path("ok").asBoolean()).isFalse();
    assertThat(outcomes(test)).containsEntry("connection", "problem");
    assertThat(test.toString()).doesNotContain(PASSWORD).doesNotContain("Exception");
  }

  @Test
  void settingsThatLeaveSomethingToBeWishedForAreWarnings() {
    String id =
        newSystem(
            Map.of(
                "webhookScheme", "standard-webhooks",
                "pollEvery", "PT0S",
                "userAttributes", List.of("username", "snow-id")));
    itsm.close();

    JsonNode test = test(id);

    assertThat(outcomes(test))
        .containsEntry("webhooks", "warning")
        .containsEntry("polling", "warning")
        .containsEntry("user_attributes", "warning")
        .containsEntry("owner", "warning");
    assertThat(messages(test)).anySatisfy(message -> assertThat(message).contains("snow-id"));
  }

  @Test
  void whoAnswersForASystemIsAnEnabledUser() {
    String owner = realm.createUser("owner-of-systems");
    String id = newSystem(Map.of("owner", "owner-of-systems"));
    assertThat(outcomes(test(id))).doesNotContainKey("owner");

    realm.api("/users/" + owner).put(Map.of("enabled", false)).expect(204);

    assertThat(outcomes(test(id))).containsEntry("owner", "warning");
    assertThat(test(id).path("ok").asBoolean()).as("its tickets are as good as before").isTrue();
  }

  @Test
  void usernamesThatAnybodyMayRegisterAreAProblem() {
    String id = newSystem(Map.of());
    assertThat(outcomes(test(id))).doesNotContainKey("identities");

    realm.api("").put(Map.of("registrationAllowed", true)).expect(204);
    JsonNode test = test(id);
    realm.api("").put(Map.of("registrationAllowed", false)).expect(204);

    assertThat(test.path("ok").asBoolean()).isFalse();
    assertThat(outcomes(test)).containsEntry("identities", "problem");
  }

  @Test
  void whatIsNoSystemIsNotFound() {
    realm.gate("/systems/nonsense/test").post().expect(404);
  }

  @Test
  void theSystemWorksOnAfterItsTest() {
    String id = newSystem(Map.of());
    test(id);
    test(id);

    realm.gate("/systems/" + id).get().expect(200);
    realm.gate("/systems/" + id).delete().expect(204);
  }
}
