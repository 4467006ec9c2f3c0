package io.ticketgate.keycloak.rest;

import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmConnectorFactory;
import io.ticketgate.spi.WebhookScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.userprofile.UserProfileProvider;
import org.keycloak.userprofile.config.UPConfigUtils;

/**
 * Looks at the settings that every system has for what works, but not as well, or not as safely, as
 * it could.
 */
final class SettingsFindings {

  private static final Set<String> OF_EVERY_USER = Set.of("username", "email");

  private SettingsFindings() {}

  /**
   * @param profile the user profile of the realm
   * @param usernamesAreChosen whether users of the realm choose their usernames
   */
  static List<Finding> of(ItsmSystem system, UPConfig profile, boolean usernamesAreChosen) {
    List<Finding> findings = new ArrayList<>();
    if (!system.factory().acceptsRecords()) {
      webhooks(system.component(), findings);
      polling(system, findings);
    }
    userAttributes(system.userAttributes(), profile, findings);
    ownHands(system.userAttributes(), profile, usernamesAreChosen, findings);
    return findings;
  }

  /** The findings for a system of the realm that the session is about. */
  static List<Finding> of(ItsmSystem system, KeycloakSession session) {
    RealmModel realm = session.getContext().getRealm();
    List<Finding> findings =
        of(
            system,
            session.getProvider(UserProfileProvider.class).getConfiguration(),
            realm.isEditUsernameAllowed() || realm.isRegistrationAllowed());
    owner(system.component().get(ItsmConnectorFactory.OWNER), session, realm, findings);
    return findings;
  }

  private static void owner(
      @Nullable String username,
      KeycloakSession session,
      RealmModel realm,
      List<Finding> findings) {
    if (username == null || username.isEmpty()) {
      findings.add(
          warning(
              "owner",
              "Nobody is named who answers for this system. Set owner to the username of a user of"
                  + " this realm."));
      return;
    }
    UserModel owner = session.users().getUserByUsername(realm, username);
    if (owner == null || !owner.isEnabled()) {
      findings.add(
          warning(
              "owner",
              "The owner "
                  + username
                  + " is no user of this realm, or disabled. Name somebody else who answers for this"
                  + " system."));
    }
  }

  private static void webhooks(ComponentModel component, List<Finding> findings) {
    String secret = component.get(ItsmConnectorFactory.WEBHOOK_SECRET);
    boolean signed =
        !WebhookScheme.BEARER.word().equals(component.get(ItsmConnectorFactory.WEBHOOK_SCHEME));
    if (signed && (secret == null || secret.isEmpty())) {
      findings.add(
          warning(
              "webhooks",
              "webhookSecret is not set, so no signature is accepted, only bearer tokens of users"
                  + " with ticket-gate-itsm. Set it, or webhookScheme to bearer."));
    }
  }

  private static void polling(ItsmSystem system, List<Finding> findings) {
    if (system.pollEvery().isZero()) {
      findings.add(
          warning(
              "polling",
              "Polling is off: what no webhook tells of is found when tickets with live bindings are"
                  + " read again, every "
                  + system.recheckEvery()
                  + ". Set pollEvery, for example to PT1M."));
    }
  }

  private static void userAttributes(
      List<String> attributes, UPConfig profile, List<Finding> findings) {
    if (profile.getUnmanagedAttributePolicy() != null) {
      return; // a user may have any attribute
    }
    List<String> known = profile.getAttributes().stream().map(UPAttribute::getName).toList();
    List<String> unknown =
        attributes.stream()
            .filter(name -> !OF_EVERY_USER.contains(name) && !known.contains(name))
            .sorted()
            .toList();
    if (!unknown.isEmpty()) {
      findings.add(
          warning(
              "user_attributes",
              "The user profile of this realm has no attribute "
                  + String.join(", ", unknown)
                  + ", so nobody is found by it. Add it to the user profile, or take it out of"
                  + " userAttributes."));
    }
  }

  /** Who sets such an attribute to a name of the ITSM is that person to the gate. */
  private static void ownHands(
      List<String> attributes,
      UPConfig profile,
      boolean usernamesAreChosen,
      List<Finding> findings) {
    List<String> chosen =
        attributes.stream()
            .filter(name -> !name.equals("email")) // which counts only when it is verified
            .filter(name -> name.equals("username") ? usernamesAreChosen : mayEdit(profile, name))
            .sorted()
            .toList();
    if (!chosen.isEmpty()) {
      findings.add(
          new Finding(
              "identities",
              Finding.Outcome.PROBLEM,
              "Users choose their "
                  + String.join(", ", chosen)
                  + " themselves, and by it become whom a ticket is for or was approved by. Let only"
                  + " administrators edit what userAttributes names (Realm settings, User profile;"
                  + " for username also Login: Edit username and User registration), or take it out"
                  + " of userAttributes."));
    }
  }

  private static boolean mayEdit(UPConfig profile, String name) {
    UPAttribute attribute = profile.getAttribute(name);
    if (attribute == null) {
      return profile.getUnmanagedAttributePolicy() == UPConfig.UnmanagedAttributePolicy.ENABLED;
    }
    return attribute.getPermissions() != null
        && attribute.getPermissions().getEdit().contains(UPConfigUtils.ROLE_USER);
  }

  private static Finding warning(String id, String message) {
    return new Finding(id, Finding.Outcome.WARNING, message);
  }
}
