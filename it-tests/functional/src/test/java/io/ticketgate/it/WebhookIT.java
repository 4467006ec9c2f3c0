package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.HookedRealm.Held;
import io.ticketgate.it.JsonItsm.Mood;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A webhook is a reason to read the ticket, and what was read decides. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookIT {

  private HookedRealm hooked;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    hooked = new HookedRealm(fixture);
    for (String scheme : HookedRealm.plainSchemes()) {
      hooked.configure(scheme, scheme, Map.of("webhookSecret", Webhook.PLAIN_SECRET));
    }
  }

  @BeforeEach
  void standardWebhooks() {
    hooked.configure("standard-webhooks", Map.of("webhookSecret", Webhook.SECRET));
  }

  @AfterEach
  void well() {
    hooked.itsm.mood(Mood.WELL);
  }

  @AfterAll
  void stop() {
    hooked.close();
  }

  @Tag("database")
  @Test
  void aClosedTicketIsReadAndItsGrantRevoked() {
    Held held = hooked.grant();
    assertThat(held.live()).isTrue();
    hooked.itsm.close(held.key);

    Answer answer = held.webhook().signed().send();

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{}");
    assertThat(HookedRealm.soon(held::revoked)).isTrue();
    assertThat(held.lastDetail()).isEqualTo("Version 2 was read after a webhook.");
  }

  @ParameterizedTest
  @MethodSource("io.ticketgate.it.HookedRealm#plainSchemes")
  void soItIsByEveryOtherScheme(String scheme) {
    Held held = hooked.grant(scheme);
    hooked.itsm.close(held.key);

    held.webhook().send().expect(401);
    held.webhook().signedBy(scheme).send().expect(202);

    assertThat(HookedRealm.soon(held::revoked)).isTrue();
  }

  @Test
  void aWebhookThatLiesChangesNothing() {
    Held held = hooked.grant();
    int before = hooked.itsm.requests();

    held.webhook().signed().send().expect(202);

    assertThat(hooked.askedAgain(3, before)).isTrue();
    assertThat(held.live()).isTrue();
  }

  @Test
  void anItsmThatTellsItsOldStateFirstIsAskedAgain() {
    Held held = hooked.grant();
    int before = hooked.itsm.requests();
    held.webhook().signed().send().expect(202);
    assertThat(hooked.askedAgain(1, before)).isTrue();

    hooked.itsm.close(held.key);

    assertThat(HookedRealm.soon(held::revoked)).isTrue();
  }

  @Tag("database")
  @Test
  void anItsmThatIsDownIsAskedAgain() {
    Held held = hooked.grant();
    hooked.itsm.close(held.key);
    hooked.itsm.mood(Mood.BROKEN);
    int before = hooked.itsm.requests();
    held.webhook().signed().send().expect(202);
    assertThat(hooked.askedAgain(1, before)).isTrue();
    assertThat(held.live()).isTrue();

    hooked.itsm.mood(Mood.WELL);

    assertThat(HookedRealm.soon(held::revoked)).isTrue();
  }

  @Tag("database")
  @Test
  void webhooksThatOvertakeEachOtherOrAreLostEndInTheSameState() {
    Held held = hooked.grant();
    hooked.itsm.change(held.key, "justification", "something else");
    Webhook ofTheChange = held.webhook().signed();
    hooked.itsm.close(held.key);
    Webhook ofTheClosure = held.webhook().signed();
    Held lost = hooked.grant();
    hooked.itsm.close(lost.key);

    ofTheClosure.send().expect(202);
    assertThat(HookedRealm.soon(held::revoked)).isTrue();
    ofTheChange.send().expect(202);
    lost.webhook().signed().send().expect(202);

    assertThat(HookedRealm.soon(lost::revoked)).isTrue();
    assertThat(held.revoked()).isTrue();
  }

  @Tag("database")
  @Test
  void aRepeatedWebhookIsTakenAndCountsOnce() {
    Held held = hooked.grant();
    hooked.itsm.close(held.key);
    Webhook webhook = held.webhook().signed();
    webhook.send().expect(202);
    assertThat(HookedRealm.soon(held::revoked)).isTrue();
    double duplicates = hooked.counted("duplicate");
    double accepted = hooked.counted("accepted");

    assertThat(webhook.send().expect(202).body()).isEqualTo("{}");
    webhook.send().expect(202);

    assertThat(hooked.counted("duplicate")).isEqualTo(duplicates + 2);
    assertThat(hooked.counted("accepted")).isEqualTo(accepted);
  }

  @Tag("database")
  @Test
  void webhooksWithoutAnIdNeverLoseTheLastOne() {
    Held held = hooked.grant("x-glpi-signature");
    double before = hooked.counted("accepted") + hooked.counted("coalesced");
    for (int i = 0; i < 20; i++) {
      held.webhook().signedBy("x-glpi-signature").send().expect(202);
    }
    hooked.itsm.close(held.key);

    held.webhook().signedBy("x-glpi-signature").send().expect(202);

    assertThat(HookedRealm.soon(held::revoked)).isTrue();
    assertThat(hooked.counted("accepted") + hooked.counted("coalesced")).isEqualTo(before + 21);
    assertThat(hooked.counted("coalesced")).isPositive();
  }

  @Test
  void ofATicketThatTheGateDoesNotKnowNothingIsRead() {
    String key = hooked.itsm.ticketFor("nobody");
    Held known = hooked.grant();
    int before = hooked.itsm.requests();

    Webhook.about(hooked.realm, JsonItsm.SYSTEM, key).signed().send().expect(202);
    known.webhook().signed().send().expect(202);

    assertThat(hooked.askedAgain(1, before)).isTrue();
    assertThat(hooked.realm.gate("/tickets/" + JsonItsm.SYSTEM + "/" + key).get().status())
        .isEqualTo(404);
  }

  @Test
  void aWebhookWithoutATicketIsTakenAndIgnored() {
    double before = hooked.counted("ignored");
    for (String body :
        new String[] {"", "{}", "[]", "no JSON", "{\"ticket\":\"../x\"}", "{\"ticket\":{}}"}) {
      Webhook.of(hooked.realm, JsonItsm.SYSTEM, body).signed().send().expect(202);
    }

    assertThat(hooked.counted("ignored")).isEqualTo(before + 6);
  }

  @Test
  void aGrantNeedsMoreThanAWebhook() {
    String user = "webhooked";
    hooked.realm.createUser(user);
    String key = hooked.itsm.ticketFor(user);

    Webhook.about(hooked.realm, JsonItsm.SYSTEM, key).signed().send().expect(202);

    assertThat(hooked.realm.assign(user, Story.ROLE).status()).isEqualTo(403);
    assertThat(hooked.realm.directRoles(user)).doesNotContain(Story.ROLE);
  }
}
