package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An end takes what the grant gave and nothing else: the sessions that carried the role die, and
 * the person's other sessions and offline tokens live on.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherSessionsIT {

  /** A client whose tokens never carry the role. */
  private static final String NARROW = "narrow";

  private static final String LIGHT = "light";

  private Story story;
  private RealmFixture realm;

  /** How a grant ends. */
  enum End {
    CLOSED {
      @Override
      void of(OtherSessionsIT it, Granted granted) {
        granted.ticket().close();
      }
    },
    REVOKED {
      @Override
      void of(OtherSessionsIT it, Granted granted) {
        it.realm
            .gate("/bindings/" + granted.binding() + "/revoke")
            .post(Map.of("reason", "x"))
            .expect(200);
      }
    },
    SUSPENDED {
      @Override
      void of(OtherSessionsIT it, Granted granted) {
        it.realm
            .gate("/bindings/" + granted.binding() + "/suspend")
            .post(Map.of("reason", "x"))
            .expect(200);
      }
    },
    REMOVED_IN_KEYCLOAK {
      @Override
      void of(OtherSessionsIT it, Granted granted) {
        it.realm.unassign(granted.user(), Story.ROLE).expect(204);
      }
    },
    EXPIRED {
      @Override
      void of(OtherSessionsIT it, Granted granted) {
        assertThat(
                Story.within(
                    30,
                    () ->
                        it.story
                                .binding(granted.binding())
                                .path("status")
                                .asText()
                                .equals("EXPIRED")
                            && !it.realm.directRoles(granted.user()).contains(Story.ROLE)))
            .isTrue();
      }
    };

    abstract void of(OtherSessionsIT it, Granted granted);
  }

  private record Granted(String user, Pushed ticket, String binding) {}

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    story.rule(Map.of("structuralGrants", true));
    realm.createClient(
        NARROW, Map.of("directAccessGrantsEnabled", true, "fullScopeAllowed", false));
    realm.createClient(
        LIGHT,
        Map.of(
            "directAccessGrantsEnabled",
            true,
            "attributes",
            Map.of("client.use.lightweight.access.token.enabled", "true")));
  }

  private Granted grant(String user, Map<String, ?> more) {
    Pushed ticket = story.ticketFor(user).push();
    return new Granted(user, ticket, story.bind(ticket, user, more).expect(201).createdId());
  }

  private JsonNode login(String client, String user, String... more) {
    String[] form = {
      "grant_type",
      "password",
      "client_id",
      client,
      "client_secret",
      RealmFixture.SECRET,
      "username",
      user,
      "password",
      RealmFixture.PASSWORD,
      "scope",
      more.length == 0 ? "openid" : more[0]
    };
    return realm.server().admin().tokens(realm.name(), form).expect(200).json();
  }

  private Answer refresh(String client, JsonNode login) {
    return realm
        .server()
        .admin()
        .tokens(
            realm.name(),
            "grant_type",
            "refresh_token",
            "client_id",
            client,
            "client_secret",
            RealmFixture.SECRET,
            "refresh_token",
            login.path("refresh_token").asText());
  }

  private static String token(JsonNode login) {
    return login.path("access_token").asText();
  }

  private void lives(String client, JsonNode login) {
    assertThat(realm.isActive(token(login))).as("token of %s", client).isTrue();
    realm.open("/protocol/openid-connect/userinfo").bearer(token(login)).get().expect(200);
    JsonNode again = refresh(client, login).expect(200).json();
    assertThat(realm.isActive(token(again))).as("refreshed token of %s", client).isTrue();
  }

  private void isDead(String client, JsonNode login) {
    assertThat(realm.isActive(token(login))).as("token of %s", client).isFalse();
    realm.open("/protocol/openid-connect/userinfo").bearer(token(login)).get().expect(401);
    assertThat(
            realm
                .server()
                .admin()
                .to("/realms/" + realm.name() + "/account/")
                .bearer(token(login))
                .header("Accept", "application/json")
                .get()
                .status())
        .isEqualTo(401);
    refresh(client, login).expect(400);
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void onlyWhatCarriedTheRoleDies(End end) {
    String alice = story.newUser();
    JsonNode before = login(RealmFixture.APP, alice);
    JsonNode offlineBefore = login(RealmFixture.APP, alice, "openid offline_access");
    Map<String, ?> until =
        end == End.EXPIRED
            ? Map.of("expiresAt", Instant.now().plusSeconds(8).toString())
            : Map.of();
    Granted granted = grant(alice, until);
    JsonNode carrying = login(RealmFixture.APP, alice);
    JsonNode light = login(LIGHT, alice);
    JsonNode offlineCarrying = login(RealmFixture.APP, alice, "openid offline_access");
    JsonNode narrow = login(NARROW, alice);
    JsonNode offlineNarrow = login(NARROW, alice, "openid offline_access");

    end.of(this, granted);

    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
    isDead(RealmFixture.APP, carrying);
    isDead(LIGHT, light);
    isDead(RealmFixture.APP, offlineCarrying);
    lives(RealmFixture.APP, before);
    lives(RealmFixture.APP, offlineBefore);
    lives(NARROW, narrow);
    lives(NARROW, offlineNarrow);
    assertThat(realm.api("/users/" + realm.userId(alice)).get().json().path("notBefore").asLong())
        .as("no time ends what is not known")
        .isZero();
    lives(RealmFixture.APP, login(RealmFixture.APP, alice));
  }

  @Test
  void aSessionThatGotTheRoleByARefreshDies() {
    String alice = story.newUser();
    JsonNode before = login(RealmFixture.APP, alice);
    JsonNode offline = login(RealmFixture.APP, alice, "openid offline_access");
    Granted granted = grant(alice, Map.of());
    JsonNode refreshed = refresh(RealmFixture.APP, before).expect(200).json();
    JsonNode offlineRefreshed = refresh(RealmFixture.APP, offline).expect(200).json();

    granted.ticket().close();

    isDead(RealmFixture.APP, refreshed);
    isDead(RealmFixture.APP, offlineRefreshed);
    isDead(RealmFixture.APP, offline);
  }

  @Test
  void aRoleByAGroupIsNoted() {
    String alice = story.newUser();
    String group = realm.api("/groups").post(Map.of("name", "dba")).expect(201).createdId();
    Pushed forGroup = story.ticketFor("group:/dba").with("requester", alice).push();
    Answer carried =
        realm
            .api("/groups/" + group + "/role-mappings/realm")
            .ticket(forGroup.ref())
            .post(List.of(realm.role(Story.ROLE)));
    assertThat(carried.status()).as(carried.toString()).isEqualTo(204);
    JsonNode before = login(RealmFixture.APP, alice);
    Pushed ticket = story.ticketFor(alice).push();
    Answer joined =
        realm
            .api("/users/" + realm.userId(alice) + "/groups/" + group)
            .ticket(ticket.ref())
            .put(Map.of());
    assertThat(joined.status()).as(joined.toString()).isEqualTo(204);
    assertThat(realm.effectiveRoles(alice)).contains(Story.ROLE);
    JsonNode carrying = login(RealmFixture.APP, alice);

    ticket.close();

    assertThat(realm.effectiveRoles(alice)).doesNotContain(Story.ROLE);
    isDead(RealmFixture.APP, carrying);
    lives(RealmFixture.APP, before);
  }

  @Test
  void whatSomebodyHeldBeforeTheirBindingEndsByATime() {
    String alice = story.newUser();
    realm.createRole("ops-lead");
    realm.assign(alice, "ops-lead").expect(204);
    JsonNode before = login(RealmFixture.APP, alice);
    story.rule(
        Map.of(
            "name", "late", "mode", "audit", "protects", Map.of("realmRoles", List.of("ops-*"))));
    Pushed ticket =
        story
            .ticketFor(alice)
            .with("entitlements", List.of(Map.of("realmRole", "ops-lead")))
            .push();
    realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket", ticket.ref(),
                "subject", Map.of("user", alice),
                "entitlement", Map.of("realmRole", "ops-lead")))
        .expect(201);
    assertThat(realm.isActive(token(before))).isTrue();

    ticket.close();

    assertThat(realm.directRoles(alice)).doesNotContain("ops-lead");
    isDead(RealmFixture.APP, before);
    lives(RealmFixture.APP, login(RealmFixture.APP, alice));
  }

  private String told(LogoutReceiver application) {
    String client = "told-" + application.url().replaceAll("\\D", "");
    realm.createClient(
        client,
        Map.of(
            "directAccessGrantsEnabled",
            true,
            "attributes",
            Map.of(
                "backchannel.logout.url",
                application.url(),
                "backchannel.logout.session.required",
                "true")));
    return client;
  }

  @Test
  void theApplicationHearsOfTheSessionsThatEnd() throws IOException {
    try (LogoutReceiver application = LogoutReceiver.start();
        LogoutReceiver failing = LogoutReceiver.start().failing(1)) {
      String client = told(application);
      String other = told(failing);
      String alice = story.newUser();
      JsonNode before = login(client, alice);
      Granted granted = grant(alice, Map.of());
      JsonNode carrying = login(client, alice);
      JsonNode offline = login(client, alice, "openid offline_access");
      login(other, alice);

      granted.ticket().close();

      isDead(client, carrying);
      assertThat(Story.eventually(() -> application.logouts().size() >= 2)).isTrue();
      assertThat(application.logouts())
          .extracting(each -> each.path("sid").asText())
          .contains(sid(carrying), sid(offline))
          .doesNotContain(sid(before));
      assertThat(application.logouts())
          .allSatisfy(
              each -> {
                assertThat(each.path("sub").asText()).isEqualTo(realm.userId(alice));
                assertThat(each.path("aud").asText()).isEqualTo(client);
                assertThat(each.path("iss").asText()).endsWith("/realms/" + realm.name());
                assertThat(each.path("events").fieldNames().next()).contains("backchannel-logout");
              });
      assertThat(Story.within(30, () -> failing.logouts().size() == 1)).as("again").isTrue();
    }
  }

  private static String sid(JsonNode login) {
    return login.path("session_state").asText();
  }

  @Test
  void anApplicationThatHangsDelaysNothing() throws IOException {
    try (LogoutReceiver hanging = LogoutReceiver.silent();
        LogoutReceiver application = LogoutReceiver.start()) {
      String silent = told(hanging);
      String client = told(application);
      String alice = story.newUser();
      Granted granted = grant(alice, Map.of());
      JsonNode there = login(silent, alice);
      JsonNode here = login(client, alice);

      Instant began = Instant.now();
      granted.ticket().close();
      Duration took = Duration.between(began, Instant.now());

      assertThat(took).isLessThan(Duration.ofSeconds(4));
      isDead(silent, there);
      isDead(client, here);
      assertThat(Story.within(20, () -> application.logouts().size() == 1)).isTrue();
      assertThat(Story.eventually(() -> hanging.asked() >= 1)).isTrue();
    }
  }
}
