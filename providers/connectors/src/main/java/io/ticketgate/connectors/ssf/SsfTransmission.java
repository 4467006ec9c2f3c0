package io.ticketgate.connectors.ssf;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.EventReceipt;
import io.ticketgate.spi.EventReceipt.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.ssf.Ssf;
import org.keycloak.ssf.event.SsfEvent;
import org.keycloak.ssf.event.SsfEventRegistry;
import org.keycloak.ssf.event.caep.CaepSessionRevoked;
import org.keycloak.ssf.stream.StreamStatusValue;
import org.keycloak.ssf.subject.ComplexSubjectId;
import org.keycloak.ssf.subject.EmailSubjectId;
import org.keycloak.ssf.subject.IssuerSubjectId;
import org.keycloak.ssf.subject.SubjectId;
import org.keycloak.ssf.transmitter.SsfTransmitter;
import org.keycloak.ssf.transmitter.SsfTransmitterProvider;
import org.keycloak.ssf.transmitter.event.SsfUserSubjectFormats;
import org.keycloak.ssf.transmitter.stream.StreamConfig;
import org.keycloak.urls.UrlType;
import org.keycloak.util.JsonSerialization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event for every receiver of a realm, in one transaction. The only class that names those of
 * {@code org.keycloak.ssf} (26.7, experimental).
 */
final class SsfTransmission {

  private static final Logger LOG = LoggerFactory.getLogger(SsfTransmission.class);

  /** Neither is a fault: the receiver has not asked for it, or gets it when it goes on. */
  private static final Set<String> GOOD = Set.of("dispatched", "held", "ready", "dropped_filtered");

  private final KeycloakSession session;
  private final RealmModel realm;

  SsfTransmission(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  EventReceipt send(JsonNode event) {
    if (!Ssf.isTransmitterEnabled(realm)) {
      return SsfSubscriber.refused(
          "transmitter_off",
          "The realm has no SSF transmitter. Set its attribute ssf.transmitterEnabled to true.");
    }
    String issuer;
    try {
      issuer = issuer();
    } catch (RuntimeException noAddress) {
      LOG.debug("The address of the server is not known", noAddress);
      return SsfSubscriber.refused(
          "no_address",
          "The server does not know its own address where there is no request. Start it with"
              + " --hostname and the whole URL.");
    }
    SsfTransmitterProvider transmitter = SsfTransmitter.of(session);
    List<StreamConfig> streams = transmitter.streamStore().findStreamsForSsfReceiverClients();
    if (streams.isEmpty()) {
      return new EventReceipt.Taken(List.of(new Answer("-", "no_receiver", false)));
    }
    List<Answer> answers = new ArrayList<>();
    for (StreamConfig stream : streams) {
      String word = word(transmitter, stream, event, issuer);
      answers.add(new Answer(stream.getClientClientId(), word, GOOD.contains(word)));
    }
    if (session.getTransactionManager().getRollbackOnly()) {
      throw new IllegalStateException("What receivers are to get could not be stored.");
    }
    return new EventReceipt.Taken(answers);
  }

  /** What one receiver makes impossible keeps no other from hearing of it. */
  private String word(
      SsfTransmitterProvider transmitter, StreamConfig stream, JsonNode event, String issuer) {
    try {
      return emitted(transmitter, stream, event, issuer);
    } catch (RuntimeException failure) {
      LOG.debug("Receiver {}", stream.getClientId(), failure);
      return "failed";
    }
  }

  private String emitted(
      SsfTransmitterProvider transmitter, StreamConfig stream, JsonNode event, String issuer) {
    if (stream.getStatus() == StreamStatusValue.disabled) {
      return "stream_disabled";
    }
    if (stream.getDelivery() == null) {
      return "no_delivery_config";
    }
    if (!event.has("type")) {
      return "ready";
    }
    String type = event.path("type").asText();
    UserModel user = user(event.path("subject"));
    if (user == null) {
      return "subject_not_found";
    }
    SubjectId subject = subject(transmitter, stream, type, user, issuer);
    if (subject == null) {
      return "no_email";
    }
    Map<String, Object> attributes =
        JsonSerialization.mapper.convertValue(
            event.path("attributes"), new TypeReference<Map<String, Object>>() {});
    if (stream.getStatus() == StreamStatusValue.paused) {
      // The emitter would send it all the same.
      return held(transmitter, stream, type, subject, attributes);
    }
    return transmitter
        .eventEmitterService()
        .emit(realm.getClientById(stream.getClientId()), type, subject, attributes)
        .status()
        .wireValue();
  }

  private String held(
      SsfTransmitterProvider transmitter,
      StreamConfig stream,
      String type,
      SubjectId subject,
      Map<String, Object> attributes) {
    Class<? extends SsfEvent> known =
        SsfEventRegistry.of(session).getEventClassByType(type).orElse(null);
    if (known == null) {
      return "unknown_event_type";
    }
    transmitter
        .securityEventTokenDispatcher()
        .dispatchEvent(
            transmitter
                .securityEventTokenMapper()
                .generateSyntheticEvent(
                    stream,
                    type,
                    JsonSerialization.mapper.convertValue(attributes, known),
                    subject),
            stream);
    return "held";
  }

  /** The person; of a client its service account. Null where there is none, or no more. */
  private @Nullable UserModel user(JsonNode subject) {
    String id = subject.path("id").asText();
    if (!subject.path("kind").asText().equals("client")) {
      return session.users().getUserById(realm, id);
    }
    ClientModel client = realm.getClientById(id);
    return client == null ? null : session.users().getServiceAccount(client);
  }

  /** As Keycloak's own events name a person to this receiver; null where it has no such name. */
  private static @Nullable SubjectId subject(
      SsfTransmitterProvider transmitter,
      StreamConfig stream,
      String type,
      UserModel user,
      String issuer) {
    String format =
        SsfUserSubjectFormats.userPartOf(
            SsfUserSubjectFormats.resolveForStream(stream, transmitter.getConfig()));
    SubjectId named;
    if (EmailSubjectId.TYPE.equals(format)) {
      if (user.getEmail() == null || user.getEmail().isBlank()) {
        return null;
      }
      EmailSubjectId email = new EmailSubjectId();
      email.setEmail(user.getEmail());
      named = email;
    } else {
      IssuerSubjectId pair = new IssuerSubjectId();
      pair.setIss(issuer);
      pair.setSub(user.getId());
      named = pair;
    }
    if (!CaepSessionRevoked.TYPE.equals(type)) {
      return named;
    }
    ComplexSubjectId complex = new ComplexSubjectId();
    complex.setUser(named);
    return complex;
  }

  private String issuer() {
    return session
        .getContext()
        .getUri(UrlType.FRONTEND)
        .getBaseUriBuilder()
        .path("realms")
        .path("{realm}")
        .build(realm.getName())
        .toString();
  }
}
