package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Grants that were there before a rule get bindings, under one ticket for all of them. */
class AdoptionIT {

  /** A few pages of a job, so that it can be met between two. */
  private static final int SOME = 400;

  private static final String IN_90_DAYS = Instant.now().plus(Duration.ofDays(90)).toString();

  /** People with the role, all of them at once. */
  private static void holders(RealmFixture realm, int many) {
    List<Map<String, Object>> users =
        IntStream.range(0, many)
            .mapToObj(
                i ->
                    Map.<String, Object>of(
                        "username",
                        "holder" + i,
                        "enabled",
                        true,
                        "realmRoles",
                        List.of(Story.ROLE)))
            .toList();
    realm
        .api("/partialImport")
        .post(Map.of("ifResourceExists", "FAIL", "users", users))
        .expect(200);
  }

  private static Pushed baseline(Story story) {
    return story
        .ticketFor("bob")
        .with("requester", "carol")
        .without("requestedFor")
        .approvedBy("bob");
  }

  private static Answer adopt(RealmFixture realm, Pushed ticket, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ticket", ticket.ref());
    body.put("reviewBy", IN_90_DAYS);
    body.putAll(more);
    return realm.gate("/coverage/adopt").post(body);
  }

  private static JsonNode job(RealmFixture realm, String id) {
    return realm.gate("/jobs/" + id).get().expect(200).json();
  }

  private static JsonNode finished(RealmFixture realm, Answer begun) {
    String id = begun.expect(202).json().path("id").asText();
    assertThat(begun.createdId()).isEqualTo(id);
    boolean ended =
        Story.within(60, () -> !job(realm, id).path("state").asText().equals("running"));
    assertThat(ended).as(job(realm, id).toString()).isTrue();
    return job(realm, id);
  }

  private static JsonNode unbound(RealmFixture realm) {
    return realm.gate("/coverage?bound=false").get().expect(200).json();
  }

  @Test
  void whoeverHeldTheRoleIsBoundUnderOneTicketAndWhatCannotBeSaysWhy() {
    RealmFixture realm = WideServer.shared().newRealm();
    Story story = new Story(realm);
    holders(realm, 130);
    String inGroup = story.newUser();
    String byComposite = story.newUser();
    String group = realm.api("/groups").post(Map.of("name", "dba")).expect(201).createdId();
    realm
        .api("/groups/" + group + "/role-mappings/realm")
        .post(List.of(realm.role(Story.ROLE)))
        .expect(204);
    realm.api("/users/" + realm.userId(inGroup) + "/groups/" + group).put(Map.of()).expect(204);
    realm.createRole("bundle");
    realm.addComposite("bundle", Story.ROLE).expect(204);
    realm.assign(byComposite, "bundle").expect(204);
    realm.assign("bob", Story.ROLE).expect(204);
    story.rule(Map.of());
    Pushed ticket = baseline(story).push();

    JsonNode done = finished(realm, adopt(realm, ticket, Map.of("all", true)));

    assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
    assertThat(done.at("/counts/adopted").asInt()).as(done.toString()).isEqualTo(132);
    assertThat(done.at("/counts/looked").asInt()).isGreaterThanOrEqualTo(133);
    assertThat(done.at("/counts/failed").asInt()).as(done.toString()).isEqualTo(3);
    assertThat(done.path("failures").findValuesAsText("code"))
        .containsExactlyInAnyOrder(
            "separation_of_duties", "structural_grant_refused", "structural_grant_refused");
    assertThat(done.path("failures").findValuesAsText("group")).containsExactly("/dba");
    assertThat(done.path("startedBy").asText()).isNotEmpty();
    assertThat(unbound(realm).findValuesAsText("user")).containsExactly("bob");

    JsonNode one = realm.gate("/bindings?user=" + inGroup).get().expect(200).json().path(0);
    assertThat(one.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(one.path("ticket").asText()).isEqualTo(ticket.ref());
    assertThat(Instant.parse(one.path("expiresAt").asText()))
        .isEqualTo(Instant.parse(IN_90_DAYS).truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
    assertThat(one.path("reviewDueAt")).isEqualTo(one.path("expiresAt"));
    JsonNode history =
        realm.gate("/bindings/" + one.path("id").asText() + "/history").get().expect(200).json();
    assertThat(history.path(0).path("detailCode").asText()).isEqualTo("adopted");
    assertThat(realm.effectiveRoles("holder7")).contains(Story.ROLE);

    ticket.close();

    assertThat(Story.within(30, () -> !realm.effectiveRoles("holder7").contains(Story.ROLE)))
        .isTrue();
    assertThat(Story.within(60, () -> !realm.effectiveRoles(byComposite).contains(Story.ROLE)))
        .isTrue();
  }

  @Test
  void aTicketThatIsNotForWhatExistsBeginsNothing() {
    RealmFixture realm = WideServer.shared().newRealm();
    Story story = new Story(realm);
    String alice = story.newUser();
    realm.assign(alice, Story.ROLE).expect(204);
    realm.createRole("other");
    story.rule(Map.of());
    Pushed good = baseline(story).push();

    refused(
        adopt(realm, story.ticketFor(alice).push(), Map.of("all", true)), 403, "ticket_mismatch");
    refused(
        adopt(realm, baseline(story).approvedBy().push(), Map.of("all", true)),
        403,
        "ticket_not_approved");
    Pushed closed = baseline(story).push();
    closed.close();
    refused(adopt(realm, closed, Map.of("all", true)), 403, "ticket_closed");
    refused(
        adopt(realm, baseline(story).with("requester", "bob").push(), Map.of("all", true)),
        403,
        "separation_of_duties");
    refused(adopt(realm, good, Map.of("role", "other")), 400, "invalid_request");
    refused(adopt(realm, good, Map.of("role", "none")), 404, "entitlement_not_found");
    refused(adopt(realm, good, Map.of("user", "none")), 404, "subject_not_found");
    refused(adopt(realm, good, Map.of()), 400, "invalid_request");
    refused(adopt(realm, good, Map.of("all", true, "user", alice)), 400, "invalid_request");
    refused(
        adopt(
            realm,
            good,
            Map.of("all", true, "reviewBy", Instant.now().plus(Duration.ofDays(400)).toString())),
        403,
        "lifetime_exceeded");
    refused(adopt(realm, good, Map.of("all", true, "reviewBy", "soon")), 400, "invalid_request");
    refused(
        adopt(realm, good, Map.of("all", true, "ticket", "demo:NONE")), 404, "ticket_not_found");
    assertThat(realm.gate("/jobs").get().expect(200).json()).isEmpty();
    assertThat(unbound(realm).findValuesAsText("user")).containsExactly(alice);

    // Nobody gets the role anew under it, by whichever way.
    String bella = story.newUser();
    assertThat(story.bind(good, bella).text("code")).isEqualTo("ticket_mismatch");
    assertThat(realm.assign(bella, Story.ROLE, good.ref()).text("error"))
        .isEqualTo("ticket_mismatch");
  }

  private static void refused(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.text("code")).as(answer.toString()).isEqualTo(code);
  }

  @Test
  void oneRoleOrOnePersonIsAdoptedAloneAndTheSameRequestFindsItsWorkDone() {
    RealmFixture realm = WideServer.shared().newRealm();
    Story story = new Story(realm);
    realm.createRole("db-reader");
    String alice = story.newUser();
    String bella = story.newUser();
    for (String user : List.of(alice, bella)) {
      realm.assign(user, Story.ROLE).expect(204);
      realm.assign(user, "db-reader").expect(204);
    }
    story.rule(Map.of());
    Pushed ticket =
        baseline(story)
            .with(
                "entitlements",
                List.of(Map.of("realmRole", Story.ROLE), Map.of("realmRole", "db-reader")))
            .push();

    JsonNode ofAlice =
        finished(realm, adopt(realm, ticket, Map.of("role", "db-reader", "user", alice)));
    assertThat(ofAlice.at("/counts/adopted").asInt()).as(ofAlice.toString()).isEqualTo(1);
    assertThat(ofAlice.path("role").asText()).isEqualTo("db-reader");
    assertThat(ofAlice.path("user").asText()).isEqualTo(alice);
    assertThat(unbound(realm)).hasSize(3);

    JsonNode readers = finished(realm, adopt(realm, ticket, Map.of("role", "db-reader")));
    assertThat(readers.at("/counts/adopted").asInt()).isEqualTo(1);
    JsonNode all = finished(realm, adopt(realm, ticket, Map.of("all", true)));
    assertThat(all.at("/counts/adopted").asInt()).isEqualTo(2);
    JsonNode again = finished(realm, adopt(realm, ticket, Map.of("all", true)));
    assertThat(again.at("/counts/adopted").asInt()).isZero();
    assertThat(again.at("/counts/failed").asInt()).isZero();
    assertThat(unbound(realm)).isEmpty();
    assertThat(realm.gate("/jobs?max=2").get().expect(200).json().findValuesAsText("id"))
        .containsExactly(again.path("id").asText(), all.path("id").asText());
    JsonNode ended =
        realm.gate("/jobs/" + again.path("id").asText() + "/cancel").post().expect(200).json();
    assertThat(ended.path("state").asText()).isEqualTo("done");
    refused(realm.gate("/jobs/none").get(), 404, "invalid_request");
  }

  @Test
  void whatNobodyCertifiesByItsReviewIsRevokedAndWhatSomebodyDoesLivesOn() {
    RealmFixture realm = WideServer.sharedEager().newRealm();
    Story story = new Story(realm);
    String alice = story.newUser();
    String bella = story.newUser();
    realm.assign(alice, Story.ROLE).expect(204);
    realm.assign(bella, Story.ROLE).expect(204);
    story.rule(Map.of("lifetime", Map.of("max", "none", "reviewEvery", "P90D")));

    finished(
        realm,
        adopt(
            realm,
            baseline(story).push(),
            Map.of("all", true, "reviewBy", Instant.now().plusSeconds(15).toString())));
    JsonNode missed = realm.gate("/bindings?user=" + alice).get().expect(200).json().path(0);
    String certified =
        realm.gate("/bindings?user=" + bella).get().json().path(0).path("id").asText();
    assertThat(missed.has("expiresAt")).as("it has no end").isFalse();
    assertThat(missed.at("/dueReview/operation").asText()).isEqualTo("certify");
    Answer next = realm.gate("/bindings/" + certified + "/certify").post(Map.of()).expect(200);

    assertThat(Instant.parse(next.text("reviewDueAt")))
        .isAfter(Instant.now().plus(Duration.ofDays(80)));
    assertThat(Story.within(40, () -> !realm.directRoles(alice).contains(Story.ROLE))).isTrue();
    assertThat(story.binding(missed.path("id").asText()).path("cause").asText())
        .isEqualTo("not_certified");
    assertThat(realm.directRoles(bella)).contains(Story.ROLE);
  }

  @Test
  void aClientKeepsTheSecretThatItsTicketAccountsFor() {
    RealmFixture realm = WideServer.shared().newRealm();
    Story story = new Story(realm);
    realm.createClient("ci-1");
    story.rule(Map.of("protects", Map.of("clientCredentials", List.of("ci-*"))));
    assertThat(realm.clientCredentials("ci-1").status()).isNotEqualTo(200);
    Pushed ticket =
        baseline(story).with("entitlements", List.of(Map.of("clientCredential", "ci-1"))).push();

    JsonNode done = finished(realm, adopt(realm, ticket, Map.of("all", true)));

    assertThat(done.at("/counts/adopted").asInt()).as(done.toString()).isEqualTo(1);
    realm.clientCredentials("ci-1").expect(200);
    assertThat(unbound(realm)).isEmpty();
    ticket.close();
    assertThat(Story.eventually(() -> realm.clientCredentials("ci-1").status() != 200)).isTrue();
  }

  @Test
  void aJobThatIsStoppedAdoptsNothingMore() {
    RealmFixture realm = WideServer.shared().newRealm();
    Story story = new Story(realm);
    holders(realm, SOME);
    story.rule(Map.of());
    Pushed ticket = baseline(story).push();
    String id = adopt(realm, ticket, Map.of("all", true)).expect(202).createdId();
    assertThat(adopt(realm, ticket, Map.of("all", true)).expect(202).createdId()).isEqualTo(id);
    assertThat(Story.within(60, () -> job(realm, id).at("/counts/adopted").asInt() > 0)).isTrue();

    realm.gate("/jobs/" + id + "/cancel").post().expect(200);

    JsonNode stopped = job(realm, id);
    assertThat(stopped.path("state").asText()).isEqualTo("cancelled");
    int made = stopped.at("/counts/adopted").asInt();
    assertThat(made).isLessThan(SOME);
    assertThat(active(realm)).isEqualTo(made);
    JsonNode rest = finished(realm, adopt(realm, ticket, Map.of("all", true)));
    assertThat(rest.at("/counts/adopted").asInt()).isEqualTo(SOME - made);
    assertThat(active(realm)).isEqualTo(SOME);
  }

  private static int active(RealmFixture realm) {
    return realm.gate("/bindings?status=ACTIVE&max=1000").get().expect(200).json().size();
  }

  @Test
  @Tag("database")
  void aJobGoesOnAfterACrashAndCountsEachBindingOnce() throws Exception {
    try (KeycloakServer server = KeycloakServer.start(WideServer.gated())) {
      RealmFixture realm = server.newRealm();
      Story story = new Story(realm);
      holders(realm, SOME);
      story.rule(Map.of());
      Pushed ticket = baseline(story).push();
      String id = adopt(realm, ticket, Map.of("all", true)).expect(202).createdId();
      assertThat(Story.within(60, () -> job(realm, id).at("/counts/adopted").asInt() > 20))
          .isTrue();
      Thread.sleep(700); // what H2 has not written yet

      server.crash();
      server.restart();

      JsonNode cut = job(realm, id);
      assertThat(cut.path("state").asText()).as(cut.toString()).isEqualTo("running");
      assertThat(cut.at("/counts/adopted").asInt()).as(cut.toString()).isLessThan(SOME);
      // As another node does, it waits until the one that died has been silent for half a minute.
      assertThat(Story.within(90, () -> !job(realm, id).path("state").asText().equals("running")))
          .isTrue();
      JsonNode done = job(realm, id);
      assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
      assertThat(done.at("/counts/adopted").asInt()).as(done.toString()).isEqualTo(SOME);
      assertThat(active(realm)).isEqualTo(SOME);
    }
  }
}
