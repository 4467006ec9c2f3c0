package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rules that have people told by e-mail. The SMTP server is GreenMail. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NoticesIT {

  private static final String TEAM = "security@example.test";

  private final GreenMail smtp =
      new GreenMail(new ServerSetup(0, InetAddress.getLoopbackAddress().getHostAddress(), "smtp"));
  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    smtp.start();
    realm = fixture;
    useSmtp(smtp.getSmtp().getPort());
    realm.update(
        Map.of(
            "displayName",
            "Production",
            "internationalizationEnabled",
            true,
            "supportedLocales",
            List.of("en", "de"),
            "defaultLocale",
            "en",
            "attributes",
            Map.of("frontendUrl", realm.server().baseUri().toString())));
    story = new Story(fixture);
    story.rule(
        Map.of(
            "notify",
            Map.of(
                "granted",
                List.of("holder", "approvers"),
                "suspended",
                List.of("holder"),
                "ended",
                List.of("holder", TEAM),
                "endsSoon",
                Map.of("before", "PT15S", "to", List.of("holder")))));
  }

  @AfterAll
  void stop() {
    smtp.stop();
  }

  private void useSmtp(int port) {
    realm.update(
        Map.of(
            "smtpServer",
            Map.of(
                "host",
                InetAddress.getLoopbackAddress().getHostAddress(),
                "port",
                String.valueOf(port),
                "from",
                "keycloak@example.test")));
  }

  private String newUser(String locale) {
    String alice = story.newUser();
    if (!locale.isEmpty()) {
      JsonNode user = realm.api("/users/" + realm.userId(alice)).get().expect(200).json();
      ((com.fasterxml.jackson.databind.node.ObjectNode) user)
          .putObject("attributes")
          .putArray("locale")
          .add(locale);
      realm.api("/users/" + realm.userId(alice)).put(user).expect(204);
    }
    return alice;
  }

  private static String mailbox(String user) {
    return user + "@example.test";
  }

  /** The e-mails to somebody about somebody, oldest first. */
  private List<MimeMessage> mails(String to, String about) {
    List<MimeMessage> found = new ArrayList<>();
    for (MimeMessage message : smtp.getReceivedMessages()) {
      try {
        boolean addressed =
            Arrays.stream(message.getAllRecipients()).map(Address::toString).anyMatch(to::equals);
        if (addressed && message.getSubject().contains(" " + about + " ")) {
          found.add(message);
        }
      } catch (MessagingException unreadable) {
        throw new AssertionError(unreadable);
      }
    }
    return found;
  }

  private List<MimeMessage> awaited(int number, String to, String about) {
    assertThat(Story.eventually(() -> mails(to, about).size() >= number))
        .as("%d e-mails to %s about %s", number, to, about)
        .isTrue();
    return mails(to, about);
  }

  private static String part(MimeMessage message, int index) {
    try {
      return ((MimeMultipart) message.getContent()).getBodyPart(index).getContent().toString();
    } catch (MessagingException | IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  @Test
  void whoTheRuleNamesIsToldOfTheGrantAndOfItsEnd() throws MessagingException {
    String alice = newUser("");
    Pushed ticket = story.ticketFor(alice).push();

    story.bind(ticket, alice).expect(201);

    MimeMessage granted = awaited(1, mailbox(alice), alice).get(0);
    assertThat(granted.getSubject())
        .isEqualTo("db-admin: access begins for " + alice + " in Production");
    assertThat(part(granted, 0))
        .contains(alice + " now has db-admin in Production.", "Ticket: " + ticket.ref(), "UTC");
    String myAccess = "/realms/" + realm.name() + "/account/my-access";
    assertThat(part(granted, 0))
        .contains("Open it in Keycloak: " + realm.server().baseUri())
        .contains(myAccess);
    assertThat(part(granted, 1)).contains("<table", ticket.ref(), "prod-admins", myAccess + "\"");
    for (String approver : List.of("bob", "carol")) {
      awaited(1, mailbox(approver), alice);
    }
    assertThat(mails(TEAM, alice)).isEmpty();

    ticket.close();

    MimeMessage ended = awaited(2, mailbox(alice), alice).get(1);
    assertThat(ended.getSubject())
        .isEqualTo("db-admin: access has ended for " + alice + " in Production");
    assertThat(part(ended, 0)).contains("Why: The ticket was closed.");
    awaited(1, TEAM, alice);
    assertThat(mails(mailbox("bob"), alice)).hasSize(1);
  }

  @Test
  void aPersonReadsItInTheirLanguageAndWhatSomebodyWroteIsNoMarkup() throws MessagingException {
    String alice = newUser("de");
    String id = story.bind(story.ticketFor(alice).push(), alice).expect(201).createdId();
    awaited(1, mailbox(alice), alice);

    realm
        .gate("/bindings/" + id + "/suspend")
        .post(Map.of("reason", "<b>im Urlaub</b>"))
        .expect(200);

    MimeMessage suspended = awaited(2, mailbox(alice), alice).get(1);
    assertThat(suspended.getSubject())
        .isEqualTo("db-admin: Zugriff ausgesetzt für " + alice + " in Production");
    assertThat(part(suspended, 0)).contains("Näheres: <b>im Urlaub</b>");
    assertThat(part(suspended, 1)).contains("&lt;b&gt;im Urlaub&lt;/b&gt;").doesNotContain("<b>");
  }

  @Test
  void anSmtpServerThatIsAwayDelaysNothingAndGetsTheLettersLater() throws IOException {
    String alice = newUser("");
    Pushed ticket = story.ticketFor(alice).push();
    try (java.net.ServerSocket silent =
        new java.net.ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      useSmtp(silent.getLocalPort());
      Instant start = Instant.now();
      story.bind(ticket, alice).expect(201);
      ticket.close();
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
      assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
      assertThat(realm.gate("/subscribers/mail/deliveries?status=waiting").get().json())
          .isNotEmpty();
    } finally {
      useSmtp(smtp.getSmtp().getPort());
    }

    assertThat(Story.within(90, () -> mails(mailbox(alice), alice).size() == 2)).isTrue();
    assertThat(GreenMailUtil.getBody(mails(mailbox(alice), alice).get(0))).contains("now has");
  }

  @Test
  void theHolderIsToldThatTheGrantEndsSoon() throws MessagingException {
    String alice = newUser("");
    Pushed ticket = story.ticketFor(alice).push();
    Instant end = Instant.now().plusSeconds(20);

    story.bind(ticket, alice, Map.of("expiresAt", end.toString())).expect(201);

    MimeMessage soon = awaited(2, mailbox(alice), alice).get(1);
    assertThat(soon.getSubject())
        .isEqualTo("db-admin: access ends soon for " + alice + " in Production");
    assertThat(part(soon, 0)).contains("Until: ", "for a short time only");
    assertThat(Instant.now()).isBefore(end);
    MimeMessage ended = awaited(3, mailbox(alice), alice).get(2);
    assertThat(ended.getSubject()).contains("has run out");
  }

  @Test
  void anEmergencyGrantIsToldToWhomTheRuleNames() throws MessagingException {
    realm.createRole("incident-commander");
    realm.createRole("ops-root");
    story.rule(
        Map.of(
            "name",
            "emergencies",
            "protects",
            Map.of("realmRoles", List.of("ops-*")),
            "breakGlass",
            Map.of(
                "allowed",
                true,
                "role",
                "incident-commander",
                "max",
                "PT1H",
                "reviewWithin",
                "P1D"),
            "notify",
            Map.of("breakGlass", List.of("granter", TEAM))));
    String ian = story.newUser();
    realm.assign(ian, "incident-commander").expect(204);
    realm.grantManagement(realm.userId(ian), "ticket-gate-break-glass");
    String alice = newUser("");

    realm
        .gate("/break-glass")
        .bearer(realm.tokenOf(ian))
        .post(
            Map.of(
                "subject", Map.of("user", alice),
                "entitlement", Map.of("realmRole", "ops-root"),
                "justification", "the database is down"))
        .expect(201);

    MimeMessage told = awaited(1, TEAM, alice).get(0);
    assertThat(told.getSubject())
        .isEqualTo("ops-root: emergency access for " + alice + " in Production");
    assertThat(part(told, 0))
        .contains("without a ticket", "Review until: ", "the database is down", "By: " + ian);
    awaited(1, mailbox(ian), alice);
    assertThat(mails(mailbox(alice), alice)).isEmpty();
  }

  @Test
  void aUserWhoIsDisabledOrHasNoAddressGetsNone() {
    String alice = newUser("");
    Pushed ticket = story.ticketFor(alice).push();
    story.bind(ticket, alice).expect(201);
    awaited(1, mailbox(alice), alice);
    realm.api("/users/" + realm.userId(alice)).put(Map.of("enabled", false)).expect(204);

    ticket.close();

    awaited(1, TEAM, alice);
    assertThat(mails(mailbox(alice), alice)).hasSize(1);
  }

  @Test
  void aRuleThatNamesNobodyWhoCanBeToldIsRefused() {
    for (Object wrong : List.of("everybody", "a@b@c", "<x>@example.test", "holder, owner")) {
      Answer refused =
          realm
              .gate("/rules")
              .post(
                  Map.of(
                      "name",
                      "wrong",
                      "protects",
                      Map.of("realmRoles", List.of("x-*")),
                      "notify",
                      Map.of("ended", List.of(wrong))));
      assertThat(refused.status()).as("%s: %s", wrong, refused).isEqualTo(400);
      assertThat(refused.text("code")).isEqualTo("rule_invalid");
      assertThat(refused.text("detail")).contains("notify.ended names holder, owner, approvers");
    }
  }
}
