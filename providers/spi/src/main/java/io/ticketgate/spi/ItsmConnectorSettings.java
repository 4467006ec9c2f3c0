package io.ticketgate.spi;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.ModelValidationException;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** The settings of a system that the gate itself reads. */
final class ItsmConnectorSettings {

  private static final int SHORTEST_SECRET = 24;
  private static final int LONGEST_STANDARD_SECRET = 64;
  private static final String STANDARD_PREFIX = "whsec_";
  private static final String VAULT_REFERENCE = "\\$\\{vault\\..+}";

  private ItsmConnectorSettings() {}

  static List<ProviderConfigProperty> of(boolean acceptsRecords) {
    ProviderConfigurationBuilder settings =
        ProviderConfigurationBuilder.create()
            .property()
            .name(ItsmConnectorFactory.OWNER)
            .label("Owner")
            .helpText("Username of the user of this realm who is responsible for the system.")
            .type(ProviderConfigProperty.STRING_TYPE)
            .add()
            .property()
            .name(ItsmConnectorFactory.RULES)
            .label("Rules")
            .helpText(
                "Approval boundary: only rules with such a name take tickets of this system. A star"
                    + " stands for any text. Empty: every rule that does not exclude it.")
            .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
            .add()
            .property()
            .name(ItsmConnectorFactory.ACCOUNTS)
            .label("Accounts")
            .helpText(
                "Client IDs or usernames of the accounts that act for this system: put its tickets,"
                    + " grant under them and end what rests on them. They act for no system that"
                    + " does not name them. Empty: every account with ticket-gate-itsm that no"
                    + " system names.")
            .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
            .add()
            .property()
            .name(ItsmConnectorFactory.USER_ATTRIBUTES)
            .label("User attributes")
            .helpText(
                "Attributes by which the gate finds users for the people that the ITSM names:"
                    + " username, email (only a verified one), or a user attribute.")
            .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
            .defaultValue(ItsmConnectorFactory.DEFAULT_USER_ATTRIBUTES)
            .add();
    if (acceptsRecords) {
      return settings.build();
    }
    return settings
        .property()
        .name(ItsmConnectorFactory.WEBHOOK_SCHEME)
        .label("Webhook scheme")
        .helpText("How this system authenticates its webhooks.")
        .type(ProviderConfigProperty.LIST_TYPE)
        .options(WebhookScheme.words())
        .defaultValue(WebhookScheme.STANDARD.word())
        .add()
        .property()
        .name(ItsmConnectorFactory.WEBHOOK_SECRET)
        .label("Webhook secret")
        .helpText(
            "At least 24 bytes; for standard-webhooks whsec_ and base64. May be a vault reference."
                + " Without it the gate accepts only bearer tokens.")
        .type(ProviderConfigProperty.PASSWORD)
        .secret(true)
        .add()
        .property()
        .name(ItsmConnectorFactory.WEBHOOK_SECRET_PREVIOUS)
        .label("Previous webhook secret")
        .helpText("The gate also accepts this secret. Set it while you change the webhook secret.")
        .type(ProviderConfigProperty.PASSWORD)
        .secret(true)
        .add()
        .property()
        .name(ItsmConnectorFactory.POLL_EVERY)
        .label("Poll every")
        .helpText(
            "Time between two polls for changed tickets, as an ISO 8601 duration. PT0S: no polls.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .defaultValue(ItsmConnectorFactory.DEFAULT_POLL_EVERY)
        .add()
        .property()
        .name(ItsmConnectorFactory.RECHECK_EVERY)
        .label("Recheck every")
        .helpText(
            "Time after which the gate reads a ticket with live bindings again, as an ISO 8601"
                + " duration.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .defaultValue(ItsmConnectorFactory.DEFAULT_RECHECK_EVERY)
        .add()
        .property()
        .name(ItsmConnectorFactory.WRITE_BACK)
        .label("Write back")
        .helpText("On: the gate writes a note on a ticket when a binding under it begins or ends.")
        .type(ProviderConfigProperty.BOOLEAN_TYPE)
        .defaultValue(true)
        .add()
        .build();
  }

  static void validate(ComponentModel model, boolean acceptsRecords) {
    if (acceptsRecords) {
      return;
    }
    String word = model.get(ItsmConnectorFactory.WEBHOOK_SCHEME);
    WebhookScheme scheme =
        WebhookScheme.ofWord(word == null ? WebhookScheme.STANDARD.word() : word)
            .orElseThrow(
                () ->
                    new ComponentValidationException(
                        "webhookScheme must be one of "
                            + String.join(", ", WebhookScheme.words())
                            + "."));
    secret(model, ItsmConnectorFactory.WEBHOOK_SECRET, scheme);
    secret(model, ItsmConnectorFactory.WEBHOOK_SECRET_PREVIOUS, scheme);
    duration(model, ItsmConnectorFactory.POLL_EVERY, true);
    duration(model, ItsmConnectorFactory.RECHECK_EVERY, false);
    String writeBack = model.get(ItsmConnectorFactory.WRITE_BACK);
    if (writeBack != null && !writeBack.equals("true") && !writeBack.equals("false")) {
      throw new ComponentValidationException("writeBack must be true or false.");
    }
  }

  /**
   * Keycloak's components endpoint takes a message for a {@link java.text.MessageFormat}, which
   * would drop quotes and stumble over braces.
   */
  static ComponentValidationException withCode(String code, ComponentValidationException refused) {
    String sentence = String.valueOf(refused.getMessage()).replace("'", "''").replace("{", "'{'");
    return new ComponentValidationException(code + ": " + sentence, refused);
  }

  /** For the import of a realm (RealmsAdminResource.importRealm, 26.7), which reads no patterns. */
  static ModelValidationException toImport(String code, ComponentValidationException refused) {
    ModelException reason = new ModelException(refused.getMessage(), refused);
    ModelValidationException said =
        new ModelValidationException(code + ": " + refused.getMessage());
    said.initCause(reason);
    return said;
  }

  /** Returns whether the request makes a realm. */
  static boolean ofNewRealm(KeycloakSession session) {
    return makesRealm(session, false);
  }

  /** Returns whether the request makes a realm, or nobody has sent one: the server imports it. */
  static boolean ofNewRealmOrNoRequest(KeycloakSession session) {
    return makesRealm(session, true);
  }

  private static boolean makesRealm(KeycloakSession session, boolean withoutRequest) {
    try {
      String path = session.getContext().getUri().getPath();
      return path != null && path.matches(".*/admin/realms/?");
    } catch (RuntimeException noRequest) {
      return withoutRequest; // a task, or an import by the command line
    }
  }

  private static void secret(ComponentModel model, String setting, WebhookScheme scheme) {
    String secret = model.get(setting);
    if (secret == null || secret.isEmpty() || secret.matches(VAULT_REFERENCE)) {
      return;
    }
    if (scheme == WebhookScheme.STANDARD && !isStandard(secret)) {
      throw new ComponentValidationException(
          setting + " must be whsec_ followed by 24 to 64 bytes in base64.");
    }
    if (secret.getBytes(StandardCharsets.UTF_8).length < SHORTEST_SECRET) {
      throw new ComponentValidationException(setting + " must have at least 24 bytes.");
    }
  }

  private static boolean isStandard(String secret) {
    try {
      int bytes =
          secret.startsWith(STANDARD_PREFIX)
              ? Base64.getDecoder().decode(secret.substring(STANDARD_PREFIX.length())).length
              : 0;
      return bytes >= SHORTEST_SECRET && bytes <= LONGEST_STANDARD_SECRET;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private static void duration(ComponentModel model, String setting, boolean mayBeZero) {
    String text = model.get(setting);
    if (text == null || text.isEmpty()) {
      return;
    }
    Duration duration = parsed(text);
    if (duration == null || duration.isNegative() || (duration.isZero() && !mayBeZero)) {
      throw new ComponentValidationException(
          setting + " must be an ISO 8601 duration, for example PT5M.");
    }
  }

  private static @Nullable Duration parsed(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException notADuration) {
      return null;
    }
  }
}
