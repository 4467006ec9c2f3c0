package io.ticketgate.keycloak;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.ticket.Identities;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.realm.NodeState;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.realm.SystemHealth;
import io.ticketgate.keycloak.realm.TicketGate;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;

/**
 * A committed realm with an ITSM system {@code snow}, one {@code pushed} and the role {@code
 * db-admin}: what tasks and jobs work on, who have sessions of their own.
 */
public final class TestRealm {

  public final TestServer server = new TestServer();
  public final TestItsm itsm = new TestItsm();
  public final NodeState node = new NodeState();
  public final SystemHealth health = node.health();
  public final RealmJobs jobs = new RealmJobs(server.sessions(), Mode.ENFORCE);
  public final String id;
  public final String roleId;
  public final String systemId;

  /**
   * @param settings of the system {@code snow}
   */
  public TestRealm(Map<String, String> settings) {
    TestDatabase.clear();
    server.factory(ItsmConnector.class, itsm);
    server.factory(ItsmConnector.class, new TestItsm("push", true));
    server.provider(TicketGate.class, session -> Fake.of(TicketGate.class, new Gate()));
    String[] ids = new String[2];
    id =
        server.realm(
            realm -> {
              ids[0] = realm.addRole("db-admin").getId();
              ids[1] = TestItsm.system(realm, "snow", "test", settings).getId();
              TestItsm.system(realm, "pushed", "push", Map.of());
            });
    roleId = ids[0];
    systemId = ids[1];
  }

  public TestRealm() {
    this(Map.of());
  }

  /** Reached by {@link Fake}. */
  public final class Gate {
    public NodeState node() {
      return node;
    }
  }

  public ComponentModel system() {
    return server.in(id, session -> session.getContext().getRealm().getComponent(systemId));
  }

  /** The gate knows the ticket, as it was read at that time. */
  public void knows(Ticket ticket, Instant readAt) {
    jobs.run(
        id,
        gate -> {
          gate.tickets().lockOrCreate(ticket.ref());
          gate.tickets()
              .save(
                  new KnownTicket(
                      ticket, Set.of(), Identities.now(ticket, gate.directory(), readAt)),
                  readAt);
        });
  }

  /** A user, who holds the role or not. */
  public Subject user(String name, boolean holds) {
    return jobs.in(
            id,
            gate -> {
              var user = gate.session().users().addUser(gate.realm(), null, name, false, false);
              user.setEnabled(true);
              if (holds) {
                user.grantRole(gate.realm().getRoleById(roleId));
              }
              return Subjects.of(user, gate.realm());
            })
        .orElseThrow();
  }

  public boolean holds(Subject user) {
    return jobs.in(
            id,
            gate -> {
              var model = gate.session().users().getUserById(gate.realm(), user.id());
              return model.hasDirectRole(gate.realm().getRoleById(roleId));
            })
        .orElseThrow();
  }

  /** Inserts the binding, for the role of this realm. */
  public Binding bind(ABinding binding) {
    return jobs.in(
            id,
            gate -> {
              Binding made = binding.for_(Entitlements.of(gate.realm().getRoleById(roleId))).make();
              gate.bindings().lockSubject(made.subject());
              gate.bindings().insert(made);
              return made;
            })
        .orElseThrow();
  }

  public Binding binding(String bindingId) {
    return jobs.in(id, gate -> gate.bindings().find(bindingId).orElseThrow()).orElseThrow();
  }

  /** When the ticket was last read. */
  public @Nullable Instant readAt(TicketRef ref) {
    return jobs.in(id, gate -> gate.tickets().readAt(ref)).orElseThrow().orElse(null);
  }

  /** The version of the ticket as it is stored. */
  public @Nullable String version(TicketRef ref) {
    return jobs.in(id, gate -> gate.tickets().find(ref))
        .orElseThrow()
        .map(known -> known.ticket().version())
        .orElse(null);
  }

  public static Instant ago(Duration time) {
    return Instant.ofEpochMilli(System.currentTimeMillis()).minus(time);
  }

  public static List<TicketRef> refs(String... keys) {
    return java.util.Arrays.stream(keys).map(key -> new TicketRef("snow", key)).toList();
  }
}
