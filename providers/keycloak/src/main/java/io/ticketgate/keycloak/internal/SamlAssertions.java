package io.ticketgate.keycloak.internal;

import io.ticketgate.keycloak.token.RoleAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

/** Leaves in the assertions of a SAML response what they may show, until the end they may have. */
final class SamlAssertions {

  private final TokenGuard guard;
  private final Set<String> roleLists;

  /**
   * @param roleLists names of the attributes into which the client's role lists write
   */
  SamlAssertions(TokenGuard guard, Set<String> roleLists) {
    this.guard = guard;
    this.roleLists = roleLists;
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

  /** The same for the attributes alone. */
  void clean(AttributeStatementType statement) {
    for (AttributeStatementType.ASTChoiceType choice : List.copyOf(statement.getAttributes())) {
      AttributeType attribute = choice.getAttribute();
      if (attribute != null && showsRoles(attribute)) {
        List.copyOf(attribute.getAttributeValue()).stream()
            .filter(value -> !guard.mayShowInAssertion(String.valueOf(value)))
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
