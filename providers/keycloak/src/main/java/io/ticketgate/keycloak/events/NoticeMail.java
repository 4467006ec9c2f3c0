package io.ticketgate.keycloak.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ticketgate.keycloak.config.EventOutbox;
import io.ticketgate.spi.EventMessage;
import io.ticketgate.spi.EventReceipt;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Sends one notice by Keycloak's own templates and the realm's SMTP server. The words are messages
 * {@code ticketGateNotice..} of the e-mail theme, so a theme may have others.
 */
final class NoticeMail {

  private static final Logger LOG = Logger.getLogger(NoticeMail.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEMPLATE = "ticket-gate-notice.ftl";
  private static final String PREFIX = "ticketGateNotice.";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private NoticeMail() {}

  /** Ends the transaction of the session before it asks the SMTP server. */
  static EventReceipt send(KeycloakSession session, RealmModel realm, EventMessage message) {
    JsonNode event = read(message.body());
    Optional<UserModel> reader = reader(session, realm, event);
    boolean set = !realm.getSmtpConfig().isEmpty();
    EmailTemplateProvider mail = session.getProvider(EmailTemplateProvider.class).setRealm(realm);
    String name = realmName(realm);
    String link =
        NoticeLink.of(session, realm, event.at("/data/binding").asText(), readerOf(event));
    session.getTransactionManager().commit();
    if (reader.isEmpty()) {
      return new EventReceipt.Taken();
    }
    if (!set) {
      return refused("no_smtp", "The realm has no SMTP server; set one in Realm settings, Email.");
    }
    String kind = event.path("type").asText().replaceFirst(".*\\.", "");
    String holder = event.at("/data/subject/name").asText();
    String what = what(event.at("/data/entitlement"));
    try {
      mail.setUser(reader.get())
          .send(
              PREFIX + "subject." + kind,
              List.of(line(holder), line(what), line(name)),
              TEMPLATE,
              attributes(event, kind, holder, what, name, link));
      return new EventReceipt.Taken();
    } catch (EmailException failed) {
      return refused("not_sent", "The SMTP server of the realm did not take the e-mail.");
    } catch (RuntimeException failed) {
      // As of a theme with a template that does not work.
      LOG.debug("An e-mail could not be made", failed);
      return refused("not_made", "The e-mail could not be made from the theme of the realm.");
    }
  }

  private static EventReceipt refused(String word, String sentence) {
    return new EventReceipt.Refused(word, sentence, true, null);
  }

  /** Whom it goes to; empty for a user who is gone, is disabled or has no address. */
  private static Optional<UserModel> reader(
      KeycloakSession session, RealmModel realm, JsonNode event) {
    JsonNode address = event.path(EventOutbox.TO_ADDRESS);
    if (!address.isMissingNode()) {
      return Optional.of(MailReader.of(session, realm, address.asText()));
    }
    UserModel user = session.users().getUserById(realm, event.path(EventOutbox.TO_USER).asText());
    return user == null || !user.isEnabled() || user.getEmail() == null
        ? Optional.empty()
        : Optional.of(MailReader.of(session, realm, user));
  }

  private static NoticeLink.Reader readerOf(JsonNode event) {
    String user = event.path(EventOutbox.TO_USER).asText();
    if (user.isEmpty()) {
      return NoticeLink.Reader.OTHER;
    }
    if (user.equals(event.at("/data/subject/id").asText())) {
      return NoticeLink.Reader.HOLDER;
    }
    return user.equals(event.at("/data/owner/id").asText())
        ? NoticeLink.Reader.OWNER
        : NoticeLink.Reader.OTHER;
  }

  private static Map<String, Object> attributes(
      JsonNode event, String kind, String holder, String what, String realm, String link) {
    JsonNode data = event.path("data");
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("kind", kind);
    attributes.put("holder", holder);
    attributes.put("what", what);
    attributes.put("realmTitle", realm);
    attributes.put("link", link);
    attributes.put("ticket", data.path("ticket").asText());
    attributes.put("rules", joined(data.path("rules")));
    attributes.put("from", time(data.path("notBefore")));
    // One without a planned end is good until its review.
    attributes.put("until", time(data.path("expiresAt")));
    attributes.put("reviewDueAt", time(data.path("reviewDueAt")));
    attributes.put("justification", data.path("justification").asText());
    attributes.put("at", time(event.path("time")));
    attributes.put("cause", data.path("cause").asText());
    attributes.put("actor", data.at("/actor/name").asText(data.at("/usedBy/name").asText()));
    attributes.put("reason", data.at("/detail/sentence").asText());
    return attributes;
  }

  private static String what(JsonNode entitlement) {
    JsonNode client = entitlement.path("clientRole");
    if (!client.isMissingNode()) {
      return client.path("client").asText() + "/" + client.path("role").asText();
    }
    return entitlement
        .path("realmRole")
        .asText(
            entitlement
                .path("clientCredential")
                .asText(entitlement.path("configuration").asText()));
  }

  private static String joined(JsonNode texts) {
    StringBuilder joined = new StringBuilder();
    texts.forEach(text -> joined.append(joined.isEmpty() ? "" : ", ").append(text.asText()));
    return joined.toString();
  }

  private static String time(JsonNode instant) {
    return instant.isMissingNode() ? "" : TIME.format(Instant.parse(instant.asText()));
  }

  /** A name may have a line break, a header of an e-mail may not. */
  private static String line(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  private static String realmName(RealmModel realm) {
    String title = realm.getDisplayName();
    return title == null || title.isBlank() ? realm.getName() : title;
  }

  private static JsonNode read(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException ours) {
      throw new IllegalStateException("An event in the outbox is no JSON.", ours);
    }
  }
}
