package io.ticketgate.core.rule;

import io.ticketgate.spi.EntitlementName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What made a rule protect an entitlement: a name it had, or an attribute that marked it. */
public sealed interface RememberedFact {

  /** Returns whether a rule would protect an entitlement of which this is true. */
  boolean matches(Rule.Protects protects);

  /** As it is stored. */
  String text();

  /** A former name. */
  record Name(EntitlementName name) implements RememberedFact {
    @Override
    public boolean matches(Rule.Protects protects) {
      return protects.matches(name);
    }

    @Override
    public String text() {
      return name instanceof EntitlementName.ClientCredential credential
          ? "client:" + credential.clientId()
          : "role:" + name;
    }
  }

  /** A former mark. */
  record Mark(String attribute, String value) implements RememberedFact {
    @Override
    public boolean matches(Rule.Protects protects) {
      return protects.matches(Map.of(attribute, List.of(value)));
    }

    @Override
    public String text() {
      return "mark:" + attribute.length() + ":" + attribute + value;
    }
  }

  /** What {@link #text()} wrote; empty for anything else. */
  static Optional<RememberedFact> read(String text) {
    try {
      if (text.startsWith("client:")) {
        return Optional.of(
            new Name(new EntitlementName.ClientCredential(text.substring("client:".length()))));
      }
      if (text.startsWith("role:")) {
        return Optional.of(new Name(EntitlementName.role(text.substring("role:".length()))));
      }
      if (text.startsWith("mark:")) {
        String rest = text.substring("mark:".length());
        int colon = rest.indexOf(':');
        int end = colon + 1 + Integer.parseInt(rest.substring(0, colon));
        return Optional.of(new Mark(rest.substring(colon + 1, end), rest.substring(end)));
      }
      return Optional.empty();
    } catch (IllegalArgumentException | IndexOutOfBoundsException unreadable) {
      return Optional.empty();
    }
  }
}
