package io.ticketgate.keycloak.config;

import io.ticketgate.keycloak.store.Outbox.Target;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Under which subscriber's id the outbox keeps the e-mails of a realm. No component has it: what
 * they say and to whom follows from the rules.
 */
public final class Mailbox {

  /** The word that stands for it where administrators name a subscriber. */
  public static final String WORD = "mail";

  private Mailbox() {}

  /** Its id in a realm. */
  public static String of(String realmId) {
    String text = "ticket-gate mail " + realmId;
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Returns whether what goes there is e-mail. */
  public static boolean is(Target target) {
    return target.subscriberId().equals(of(target.realmId()));
  }
}
