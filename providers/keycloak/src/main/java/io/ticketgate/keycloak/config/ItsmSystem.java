package io.ticketgate.keycloak.config;

import io.ticketgate.core.access.ItsmAccounts;
import io.ticketgate.core.rule.NamePattern;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import io.ticketgate.spi.ItsmSystemAccounts;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderFactory;

/** One configured ITSM system of a realm: a component whose name is the alias. */
public record ItsmSystem(
    KeycloakSession session, ComponentModel component, ItsmConnectorFactory factory) {

  /** The system of that alias. */
  public static Optional<ItsmSystem> find(KeycloakSession session, RealmModel realm, String name) {
    return components(realm)
        .filter(component -> name.equals(component.getName()))
        .findFirst()
        .flatMap(component -> of(session, component));
  }

  /** Returns whether the people who work on that system's tickets are told of bindings. */
  public static boolean writesBack(KeycloakSession session, RealmModel realm, String name) {
    return components(realm)
        .filter(component -> name.equals(component.getName()))
        .filter(component -> !"false".equals(component.get(ItsmConnectorFactory.WRITE_BACK)))
        .anyMatch(
            component ->
                factory(session, component.getProviderId())
                    .filter(factory -> !factory.acceptsRecords())
                    .isPresent());
  }

  /** The components that configure systems. */
  public static Stream<ComponentModel> components(RealmModel realm) {
    return realm.getComponentsStream(realm.getId(), ItsmConnector.class.getName());
  }

  /** Returns whether tickets of the system may fulfil a rule of that name. */
  public static boolean mayFulfil(ComponentModel system, String rule) {
    List<String> patterns =
        system.getConfig().getOrDefault(ItsmConnectorFactory.RULES, List.of()).stream()
            .filter(pattern -> pattern != null && !pattern.isBlank())
            .toList();
    return patterns.isEmpty()
        || patterns.stream().anyMatch(pattern -> new NamePattern(pattern.strip()).matches(rule));
  }

  /** Which accounts act for which systems of the realm. */
  public static ItsmAccounts accounts(RealmModel realm) {
    return new ItsmAccounts(
        components(realm)
            .filter(system -> !ItsmSystemAccounts.names(system).isEmpty())
            .collect(
                Collectors.toMap(
                    ComponentModel::getName,
                    system -> Set.copyOf(ItsmSystemAccounts.ids(system).values()),
                    (one, other) -> Set.of())));
  }

  /** Finds accounts that came into a new realm after its systems. */
  public static void completeAccounts(RealmModel realm) {
    components(realm)
        .filter(
            system ->
                !ItsmSystemAccounts.ids(system).keySet().equals(ItsmSystemAccounts.names(system)))
        .toList()
        .forEach(system -> realm.updateComponent(new ComponentModel(system)));
  }

  /** The factory of a connector id. */
  public static Optional<ItsmConnectorFactory> factory(KeycloakSession session, String connector) {
    ProviderFactory<ItsmConnector> factory =
        session.getKeycloakSessionFactory().getProviderFactory(ItsmConnector.class, connector);
    return factory instanceof ItsmConnectorFactory itsm ? Optional.of(itsm) : Optional.empty();
  }

  private static Optional<ItsmSystem> of(KeycloakSession session, ComponentModel component) {
    return factory(session, component.getProviderId())
        .map(factory -> new ItsmSystem(session, component, factory));
  }

  /**
   * A new connector to it.
   *
   * @throws io.ticketgate.spi.ItsmException when its settings are of no use, having come past their
   *     validation
   */
  public ItsmConnector connector() {
    return factory.create(session, component);
  }

  /** Returns whether it is set to make tickets for people who ask in self-service. */
  public boolean createsTickets() {
    return factory.createsTickets(component);
  }

  /** The systems of a realm, by name. */
  public static List<ItsmSystem> all(KeycloakSession session, RealmModel realm) {
    return components(realm)
        .flatMap(component -> of(session, component).stream())
        .sorted(Comparator.comparing(ItsmSystem::name))
        .toList();
  }

  /** The system's alias. */
  public String name() {
    return component.getName();
  }

  /** The attributes by which this system's people are found. */
  public List<String> userAttributes() {
    List<String> configured = component.getConfig().getList(ItsmConnectorFactory.USER_ATTRIBUTES);
    return configured == null || configured.isEmpty()
        ? ItsmConnectorFactory.DEFAULT_USER_ATTRIBUTES
        : configured;
  }

  /** Between two looks at what has changed; zero for never. */
  public Duration pollEvery() {
    return duration(ItsmConnectorFactory.POLL_EVERY, ItsmConnectorFactory.DEFAULT_POLL_EVERY);
  }

  /** After how long a ticket with live bindings is read again in any case. */
  public Duration recheckEvery() {
    return duration(ItsmConnectorFactory.RECHECK_EVERY, ItsmConnectorFactory.DEFAULT_RECHECK_EVERY);
  }

  private Duration duration(String setting, String byDefault) {
    String text = component.get(setting);
    return Duration.parse(text == null || text.isEmpty() ? byDefault : text);
  }
}
