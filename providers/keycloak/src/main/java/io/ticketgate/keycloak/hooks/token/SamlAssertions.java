package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.keycloak.write.mapper.RoleAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.datatype.DatatypeConfigurationException;
import javax.xml.datatype.DatatypeConstants;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.datatype.XMLGregorianCalendar;
import org.jspecify.annotations.Nullable;
import org.keycloak.dom.saml.v2.assertion.AssertionType;
import org.keycloak.dom.saml.v2.assertion.AttributeStatementType;
import org.keycloak.dom.saml.v2.assertion.AttributeType;
import org.keycloak.dom.saml.v2.assertion.AuthnStatementType;
import org.keycloak.dom.saml.v2.assertion.SubjectConfirmationType;
import org.keycloak.dom.saml.v2.protocol.ResponseType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.saml.mappers.AttributeStatementHelper;
import org.keycloak.protocol.saml.mappers.RoleListMapper;

/**
 * Removes from the assertions of a SAML response the roles that they may not show, and limits their
 * end.
 */
final class SamlAssertions {

  private static final String TAKEN_CARE_OF = SamlAssertions.class.getName();

  private final GuardedClientSession guard;
  private final Set<String> roleLists;

  SamlAssertions(GuardedClientSession guard, ClientSessionContext context) {
    this.guard = guard;
    this.roleLists = roleLists(context);
  }

  /** Names of the attributes into which the client's role lists write. */
  private static Set<String> roleLists(ClientSessionContext context) {
    return context
        .getProtocolMappersStream()
        .filter(mapper -> RoleListMapper.PROVIDER_ID.equals(mapper.getProtocolMapper()))
        .map(mapper -> mapper.getConfig().get(AttributeStatementHelper.SAML_ATTRIBUTE_NAME))
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /** The caller finishes the response, or refuses it. */
  static void takeCareOf(ClientSessionContext context) {
    context.setAttribute(TAKEN_CARE_OF, true);
  }

  /**
   * Finishes a response that no other hook finishes, at the first call for it.
   *
   * @throws jakarta.ws.rs.WebApplicationException when there is to be no assertion
   */
  static void finishOnce(
      ResponseType response,
      KeycloakSession session,
      UserSessionModel userSession,
      ClientSessionContext context) {
    if (context.getAttribute(TAKEN_CARE_OF, Boolean.class) != null) {
      return;
    }
    takeCareOf(context);
    ClientModel client = context.getClientSession().getClient();
    GuardedClientSession.of(session, userSession, context, client)
        .ifPresent(
            guard -> {
              new SamlAssertions(guard, context).finish(response);
              guard.requireAllowed(userSession, client);
              guard.issued();
            });
  }

  void finish(ResponseType response) {
    response
        .getAssertions()
        .forEach(
            choice -> {
              AssertionType assertion = choice.getAssertion();
              if (assertion != null) {
                assertion.getAttributeStatements().forEach(this::clean);
                clamp(assertion);
              }
            });
  }

  private void clean(AttributeStatementType statement) {
    for (AttributeStatementType.ASTChoiceType choice : List.copyOf(statement.getAttributes())) {
      AttributeType attribute = choice.getAttribute();
      if (attribute != null && showsRoles(attribute)) {
        List.copyOf(attribute.getAttributeValue()).stream()
            .filter(value -> !guard.showInAssertion(String.valueOf(value)))
            .forEach(attribute::removeAttributeValue);
        if (attribute.getAttributeValue().isEmpty()) {
          statement.removeAttribute(choice);
        }
      }
    }
  }

  private boolean showsRoles(AttributeType attribute) {
    return roleLists.contains(attribute.getName())
        || RoleAttributes.is(attribute.getName())
        || RoleAttributes.is(attribute.getFriendlyName());
  }

  private void clamp(AssertionType assertion) {
    Long end = guard.end();
    if (end == null) {
      return;
    }
    XMLGregorianCalendar last = time(Instant.ofEpochSecond(end));
    if (assertion.getConditions() != null) {
      assertion
          .getConditions()
          .setNotOnOrAfter(earlier(assertion.getConditions().getNotOnOrAfter(), last));
    }
    assertion.getStatements().stream()
        .filter(AuthnStatementType.class::isInstance)
        .map(AuthnStatementType.class::cast)
        .forEach(
            login -> login.setSessionNotOnOrAfter(earlier(login.getSessionNotOnOrAfter(), last)));
    if (assertion.getSubject() != null) {
      assertion.getSubject().getConfirmation().stream()
          .map(SubjectConfirmationType::getSubjectConfirmationData)
          .filter(Objects::nonNull)
          .forEach(data -> data.setNotOnOrAfter(earlier(data.getNotOnOrAfter(), last)));
    }
  }

  private static XMLGregorianCalendar time(Instant at) {
    try {
      return DatatypeFactory.newInstance().newXMLGregorianCalendar(at.toString());
    } catch (DatatypeConfigurationException broken) {
      throw new IllegalStateException("This Java has no XML dates.", broken);
    }
  }

  private static XMLGregorianCalendar earlier(
      @Nullable XMLGregorianCalendar planned, XMLGregorianCalendar last) {
    return planned == null || planned.compare(last) == DatatypeConstants.GREATER ? last : planned;
  }
}
