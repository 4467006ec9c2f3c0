package io.ticketgate.keycloak;

import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.config.GateRuleFactory;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

/** An ITSM in memory, its connector, and components of realms that use it. */
public final class TestItsm implements ItsmConnectorFactory {

  private final String id;
  private final boolean acceptsRecords;
  private final Map<TicketRef, Ticket> tickets = new ConcurrentHashMap<>();

  /** Every ticket that was asked for, in order. */
  public final List<TicketRef> asked = Collections.synchronizedList(new ArrayList<>());

  /** Every note that was written. */
  public final List<String> notes = Collections.synchronizedList(new ArrayList<>());

  /** Thrown by every call; null for none. */
  public volatile @Nullable RuntimeException failure;

  /** What every fetch answers, whatever was asked for; null for the ticket itself. */
  public volatile @Nullable Ticket answersWith;

  /** Pages of changes by the name of the page, the first one under "". */
  public final Map<String, Changes> pages = new ConcurrentHashMap<>();

  /** The page that is not answered; null for none. */
  public volatile @Nullable String failOnPage;

  /** From when on changes were asked for. */
  public final List<Instant> since = Collections.synchronizedList(new ArrayList<>());

  public TestItsm() {
    this("test", false);
  }

  public TestItsm(String id, boolean acceptsRecords) {
    this.id = id;
    this.acceptsRecords = acceptsRecords;
  }

  public void has(Ticket ticket) {
    tickets.put(ticket.ref(), ticket);
  }

  /** An approved ticket. */
  public static Ticket ticket(TicketRef ref, String version, boolean open) {
    return new Ticket(
        ref,
        "change_request",
        open ? "implement" : "closed",
        open,
        version,
        null,
        null,
        List.of(new EntitlementName.RealmRole("db-admin")),
        List.of(new Approval("bob", Approval.Decision.APPROVED, null)),
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** Configures this ITSM in a realm. */
  public static ComponentModel system(
      RealmModel realm, String name, String connector, Map<String, String> settings) {
    ComponentModel component = component(realm, name, connector, ItsmConnector.class);
    settings.forEach(component::put);
    return realm.addComponentModel(component);
  }

  /** Adds a rule that protects realm roles by a pattern. */
  public static ComponentModel rule(
      RealmModel realm, String name, String pattern, Map<String, String> settings) {
    ComponentModel component = component(realm, name, GateRuleFactory.ID, GateRule.class);
    if (!pattern.isEmpty()) {
      component.put("protects.realmRoles", pattern);
    }
    settings.forEach(component::put);
    return realm.addComponentModel(component);
  }

  private static ComponentModel component(
      RealmModel realm, String name, String provider, Class<?> type) {
    ComponentModel component = new ComponentModel();
    component.setName(name);
    component.setParentId(realm.getId());
    component.setProviderId(provider);
    component.setProviderType(type.getName());
    return component;
  }

  @Override
  public ItsmConnector create(KeycloakSession session, ComponentModel model) {
    return new ItsmConnector() {
      @Override
      public Ticket fetch(TicketRef ref, @Nullable Ticket known) {
        asked.add(ref);
        fail();
        Ticket ticket = answersWith == null ? tickets.get(ref) : answersWith;
        if (ticket == null) {
          throw new ItsmException.NotFound("No such ticket.", null);
        }
        return ticket;
      }

      @Override
      public Optional<Changes> changedSince(Instant from, @Nullable String page) {
        since.add(from);
        fail();
        if (page != null && page.equals(failOnPage)) {
          throw new ItsmException.Unavailable("No answer.", null, null);
        }
        return Optional.ofNullable(pages.get(page == null ? "" : page));
      }

      @Override
      public void addNote(TicketRef ref, String note) {
        fail();
        notes.add(ref + " " + note);
      }
    };
  }

  private void fail() {
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }

  @Override
  public boolean acceptsRecords() {
    return acceptsRecords;
  }

  @Override
  public void validateConfiguration(
      KeycloakSession session, RealmModel realm, ComponentModel model) {}

  @Override
  public String getId() {
    return id;
  }

  @Override
  public String getHelpText() {
    return "";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return List.of();
  }
}
