package io.ticketgate.keycloak;

import io.ticketgate.spi.EventFormat;
import io.ticketgate.spi.EventMessage;
import io.ticketgate.spi.EventReceipt;
import io.ticketgate.spi.EventSubscriber;
import io.ticketgate.spi.EventSubscriberFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

/** Subscribers in memory: what each was sent, and what it answers. */
public final class TestSubscriber implements EventSubscriberFactory {

  private final Map<String, List<EventMessage>> sent = new ConcurrentHashMap<>();
  private final Map<String, Function<EventMessage, EventReceipt>> answers =
      new ConcurrentHashMap<>();

  /** Adds a subscriber of the realm, and answers its id. */
  public static String subscriber(RealmModel realm, String name, Map<String, String> settings) {
    ComponentModel component = new ComponentModel();
    component.setName(name);
    component.setProviderId("test");
    component.setProviderType(EventSubscriber.class.getName());
    component.setParentId(realm.getId());
    component.put(OWNER, "bob");
    settings.forEach(component::put);
    return realm.importComponentModel(component).getId();
  }

  /** What the subscriber of that name was sent, in order. */
  public List<EventMessage> sent(String name) {
    return sent.computeIfAbsent(name, any -> Collections.synchronizedList(new ArrayList<>()));
  }

  /** Makes it answer so. */
  public void answers(String name, Function<EventMessage, EventReceipt> answer) {
    answers.put(name, answer);
  }

  @Override
  public EventSubscriber create(KeycloakSession session, ComponentModel model) {
    String name = model.getName();
    return message -> {
      sent(name).add(message);
      return answers.getOrDefault(name, any -> new EventReceipt.Taken()).apply(message);
    };
  }

  @Override
  public EventFormat format(ComponentModel model) {
    String format = model.get("format");
    return format == null ? EventFormat.CLOUDEVENTS : EventFormat.valueOf(format);
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return commonSettings();
  }

  @Override
  public String getId() {
    return "test";
  }

  @Override
  public String getHelpText() {
    return "For tests";
  }
}
