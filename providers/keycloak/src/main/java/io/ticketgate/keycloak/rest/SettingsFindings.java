package io.ticketgate.keycloak.rest;

import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmConnectorFactory;
import io.ticketgate.spi.ItsmSystemAccounts;
import io.ticketgate.spi.WebhookScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/** Looks for weaknesses in the settings that every system has. */
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
    editableByUsers(system.userAttributes(), profile, usernamesAreChosen, findings);
    return findings;
  }

  /** The findings for a system of the session's realm. */
  static List<Finding> of(ItsmSystem system, KeycloakSession session) {
    RealmModel realm = session.getContext().getRealm();
    List<Finding> findings =
        of(
            system,
            session.getProvider(UserProfileProvider.class).getConfiguration(),
            realm.isEditUsernameAllowed() || realm.isRegistrationAllowed());
    owner(system.component().get(ItsmConnectorFactory.OWNER), session, realm, findings);
    accounts(system.component(), session, realm, findings);
    return findings;
  }

  private static void accounts(
      ComponentModel system, KeycloakSession session, RealmModel realm, List<Finding> findings) {
    Map<String, String> ids = ItsmSystemAccounts.ids(system);
    List<String> gone =
        ItsmSystemAccounts.names(system).stream()
            .filter(name -> !isEnabled(ids.get(name), session, realm))
            .sorted()
            .toList();
    if (!gone.isEmpty()) {
      findings.add(
          warning(
              "accounts",
              "Of the accounts, "
                  + String.join(", ", gone)
                  + " cannot act: each is deleted or disabled, or was not there when it was named."
                  + " An account that was made again is another one: remove the name from"
                  + " accounts, save, and add it again."));
    }
  }

  private static boolean isEnabled(@Nullable String id, KeycloakSession session, RealmModel realm) {
    UserModel account = id == null ? null : session.users().getUserById(realm, id);
    return account != null && account.isEnabled();
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
              "This system has no owner. Set owner to the username of the user of this realm who is"
                  + " responsible for it."));
      return;
    }
    UserModel owner = session.users().getUserByUsername(realm, username);
    if (owner == null || !owner.isEnabled()) {
      findings.add(
          warning(
              "owner",
              "The owner "
                  + username
                  + " does not exist in this realm or is disabled. Set owner to an enabled user."));
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
              "webhookSecret is not set, so the gate accepts only webhooks with a bearer token of a"
                  + " user with ticket-gate-itsm. Set webhookSecret, or set webhookScheme to"
                  + " bearer."));
    }
  }

  private static void polling(ItsmSystem system, List<Finding> findings) {
    if (system.pollEvery().isZero()) {
      findings.add(
          warning(
              "polling",
              "Polling is off. Without a webhook the gate finds a change only when it reads tickets"
                  + " with live bindings again, every "
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
                  + ", so the gate finds no user by it. Add it to the user profile, or remove it"
                  + " from userAttributes."));
    }
  }

  /** The gate takes a user for the person in the ITSM whose name is in such an attribute. */
  private static void editableByUsers(
      List<String> attributes,
      UPConfig profile,
      boolean usernamesAreChosen,
      List<Finding> findings) {
    List<String> chosen =
        attributes.stream()
            .filter(name -> !name.equals("email")) // counts only when it is verified
            .filter(name -> name.equals("username") ? usernamesAreChosen : mayEdit(profile, name))
            .sorted()
            .toList();
    if (!chosen.isEmpty()) {
      findings.add(
          new Finding(
              "identities",
              Finding.Outcome.PROBLEM,
              "Users may set "
                  + String.join(", ", chosen)
                  + " themselves. A user can so pass as the subject or approver of a ticket. Let"
                  + " only administrators edit it (Realm settings, User profile; for username also"
                  + " Login: Edit username and User registration), or remove it from"
                  + " userAttributes."));
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
