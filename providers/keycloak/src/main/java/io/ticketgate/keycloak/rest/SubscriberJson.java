package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.EventSubscriberFactory;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;
import org.keycloak.representations.idm.ComponentRepresentation;

/**
 * A subscriber. Secrets go in and never come out: an answer has a mask in their place, and the mask
 * in a request stands for the secret that is stored.
 *
 * @param id in answers only
 * @param kind {@code webhook}, or {@code ssf} for the receivers of Keycloak's own transmitter;
 *     absent for {@code webhook}
 * @param url where the events are sent; of a webhook only, and needed there
 * @param allowHttp whether {@code http://} is accepted for another machine
 * @param secret of a webhook only, and needed there: {@code whsec_} and 24 to 64 bytes in base64,
 *     or a reference to the vault
 * @param secretPrevious one that receivers may still know
 * @param format {@code cloudevents} or {@code ocsf}; of a webhook only, absent for {@code
 *     cloudevents}
 * @param types types of events; absent for all
 * @param rules patterns for names of rules; absent for all
 * @param entitlements patterns such as {@code role:db-*}; absent for all
 * @param owner username of the user who is responsible
 * @param giveUpAfter how long an event is tried, as an ISO 8601 duration
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"name", "owner"})
public record SubscriberJson(
    @Nullable String id,
    @Nullable String name,
    @Nullable String kind,
    @Nullable String url,
    @Nullable Boolean allowHttp,
    @Nullable String secret,
    @Nullable String secretPrevious,
    @Nullable String format,
    @Nullable List<String> types,
    @Nullable List<String> rules,
    @Nullable List<String> entitlements,
    @Nullable String owner,
    @Nullable String giveUpAfter) {

  static final String KIND = "kind";
  private static final String FORMAT = "format";
  private static final String URL = "url";
  private static final String ALLOW_HTTP = "allowHttp";
  private static final String SECRET = "secret";
  private static final String SECRET_PREVIOUS = "secretPrevious";

  static SubscriberJson of(ComponentModel component) {
    String allowHttp = component.get(ALLOW_HTTP);
    return new SubscriberJson(
        component.getId(),
        component.getName(),
        component.getProviderId(),
        component.get(URL),
        allowHttp == null ? null : Boolean.valueOf(allowHttp),
        masked(component.get(SECRET)),
        masked(component.get(SECRET_PREVIOUS)),
        component.get(FORMAT),
        list(component, EventSubscriberFactory.TYPES),
        list(component, EventSubscriberFactory.RULES),
        list(component, EventSubscriberFactory.ENTITLEMENTS),
        component.get(EventSubscriberFactory.OWNER),
        component.get(EventSubscriberFactory.GIVE_UP_AFTER));
  }

  private static @Nullable String masked(@Nullable String secret) {
    return secret == null || secret.isEmpty() ? null : ComponentRepresentation.SECRET_VALUE;
  }

  /** Keycloak keeps the values of a setting in no particular order. */
  private static @Nullable List<String> list(ComponentModel component, String setting) {
    List<String> values = component.getConfig().getList(setting);
    return values == null || values.isEmpty() ? null : values.stream().sorted().toList();
  }

  /** States the settings of a component anew; what is absent takes its default. */
  void into(ComponentModel component) {
    MultivaluedHashMap<String, String> old =
        component.getConfig() == null ? new MultivaluedHashMap<>() : component.getConfig();
    MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
    component.setName(name);
    put(config, URL, url);
    put(config, ALLOW_HTTP, allowHttp == null ? null : allowHttp.toString());
    put(config, SECRET, kept(SECRET, secret, old));
    put(config, SECRET_PREVIOUS, kept(SECRET_PREVIOUS, secretPrevious, old));
    put(config, FORMAT, format);
    put(config, EventSubscriberFactory.TYPES, types);
    put(config, EventSubscriberFactory.RULES, rules);
    put(config, EventSubscriberFactory.ENTITLEMENTS, entitlements);
    put(config, EventSubscriberFactory.OWNER, owner);
    put(config, EventSubscriberFactory.GIVE_UP_AFTER, giveUpAfter);
    component.setConfig(config);
  }

  private static @Nullable String kept(
      String setting, @Nullable String secret, MultivaluedHashMap<String, String> old) {
    if (!ComponentRepresentation.SECRET_VALUE.equals(secret)) {
      return secret;
    }
    String stored = old.getFirst(setting);
    if (stored == null) {
      throw RequestBody.invalid(
          ErrorCode.SUBSCRIBER_INVALID,
          setting,
          setting + " holds the mask of a secret, but no secret is stored; send the secret.");
    }
    return stored;
  }

  private static void put(
      MultivaluedHashMap<String, String> config, String setting, @Nullable String value) {
    if (value != null) {
      config.putSingle(setting, value);
    }
  }

  private static void put(
      MultivaluedHashMap<String, String> config, String setting, @Nullable List<String> values) {
    if (values == null) {
      return;
    }
    if (values.stream().anyMatch(value -> value == null || value.isBlank())) {
      throw RequestBody.invalid(
          ErrorCode.SUBSCRIBER_INVALID, setting, setting + " is a list of texts, none blank.");
    }
    config.put(setting, values.stream().distinct().toList());
  }

  @Override
  public String toString() {
    return "subscriber " + id;
  }
}
