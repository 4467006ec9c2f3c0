package io.ticketgate.connectors.webhook;

import io.ticketgate.connectors.http.WebhookPosts;
import io.ticketgate.connectors.settings.Setting;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.EventFormat;
import io.ticketgate.spi.EventSubscriber;
import io.ticketgate.spi.EventSubscriberFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

/** Makes subscribers that are sent webhooks. Keeps the connections of each. */
public final class WebhookSubscriberFactory implements EventSubscriberFactory {

  private static final String SECRET = "secret";
  private static final String SECRET_PREVIOUS = "secretPrevious";

  private static final List<Setting> SECRETS =
      List.of(
          Setting.secret(
                  SECRET,
                  "Secret",
                  "With which the gate signs: whsec_ followed by 24 to 64 bytes in base64.")
              .required(),
          Setting.secret(
              SECRET_PREVIOUS,
              "Previous secret",
              "The gate signs with this one too. Set it while the receiver changes its secret."));

  private static final String FORMAT = "format";
  private static final String CLOUD_EVENTS = "cloudevents";
  private static final String OCSF = "ocsf";
  private static final List<String> FORMATS = List.of(CLOUD_EVENTS, OCSF);

  private static final Setting FORMAT_SETTING =
      Setting.choice(
              FORMAT,
              "Format",
              "cloudevents for CloudEvents 1.0, ocsf for OCSF 1.8.0. What waits keeps its format.",
              FORMATS)
          .byDefault(CLOUD_EVENTS);

  private final WebhookPosts posts;

  /** Called by Keycloak. */
  public WebhookSubscriberFactory() {
    this(new WebhookPosts(WebhookPosts.TOTAL));
  }

  WebhookSubscriberFactory(WebhookPosts posts) {
    this.posts = posts;
  }

  /**
   * @throws org.keycloak.component.ComponentValidationException when its settings cannot be used:
   *     an import, or the vault, can cause that
   */
  @Override
  public EventSubscriber create(KeycloakSession session, ComponentModel model) {
    Settings settings = new Settings(session, model);
    List<WebhookSecret> secrets = new ArrayList<>();
    for (String name : List.of(SECRET, SECRET_PREVIOUS)) {
      if (settings.text(name).isPresent()) {
        secrets.add(
            secret(
                name,
                settings
                    .secret(name)
                    .orElseThrow(
                        () ->
                            Settings.refusal(
                                "The vault has no entry for " + name + ". Add it there."))));
      }
    }
    if (secrets.isEmpty()) {
      throw missing();
    }
    return new WebhookSubscriber(posts.of(session, model), secrets);
  }

  @Override
  public void validateSettings(KeycloakSession session, RealmModel realm, ComponentModel model) {
    validate(new Settings(session, model));
  }

  static void validate(Settings settings) {
    WebhookPosts.validate(settings);
    settings.oneOf(FORMAT, FORMATS, CLOUD_EVENTS);
    if (settings.text(SECRET).isEmpty()) {
      throw missing();
    }
    for (String name : List.of(SECRET, SECRET_PREVIOUS)) {
      Optional<String> text = settings.text(name);
      if (text.isPresent() && !text.get().matches("\\$\\{vault\\..+}")) {
        secret(name, text.get());
      }
    }
  }

  private static RuntimeException missing() {
    return Settings.refusal("Set secret: a receiver must be able to tell who sends.");
  }

  private static WebhookSecret secret(String name, String text) {
    try {
      return WebhookSecret.of(text);
    } catch (IllegalArgumentException none) {
      throw Settings.refusal(
          name
              + " must be whsec_ followed by 24 to 64 bytes in base64, or a reference to the vault.");
    }
  }

  @Override
  public EventFormat format(ComponentModel model) {
    return OCSF.equals(model.get(FORMAT)) ? EventFormat.OCSF : EventFormat.CLOUDEVENTS;
  }

  @Override
  public void onUpdate(
      KeycloakSession session, RealmModel realm, ComponentModel old, ComponentModel updated) {
    posts.close(old);
  }

  @Override
  public void preRemove(KeycloakSession session, RealmModel realm, ComponentModel model) {
    posts.close(model);
  }

  @Override
  public void close() {
    posts.close();
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return Stream.concat(
            Stream.of(WebhookPosts.settings().stream(), SECRETS.stream(), Stream.of(FORMAT_SETTING))
                .flatMap(settings -> settings)
                .map(Setting::property),
            commonSettings().stream())
        .toList();
  }

  @Override
  public String getId() {
    return WEBHOOK;
  }

  @Override
  public String getHelpText() {
    return "Sends the gate's events to a URL: CloudEvents or OCSF in signed webhooks.";
  }
}
