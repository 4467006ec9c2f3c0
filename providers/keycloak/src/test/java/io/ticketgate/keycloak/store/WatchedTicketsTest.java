package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.ticket.Identities;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchedTicketsTest extends GateRows {

  private void bind(ABinding binding) {
    server.run(own -> new JpaBindings(own, realm).insert(binding.make()));
  }

  private void read(TicketRef ref, Instant at) {
    server.run(
        own -> {
          JpaTickets tickets = new JpaTickets(own, realm);
          tickets.lockOrCreate(ref);
          tickets.save(
              new KnownTicket(
                  new Ticket(
                      ref, "t", "s", true, "1", null, null, List.of(), List.of(), null, null, null,
                      null, null, null),
                  Set.of(),
                  Identities.NONE),
              at);
        });
  }

  private WatchedTickets watched(String system) {
    return new WatchedTickets(session, realm, system);
  }

  private static TicketRef ref(String key) {
    return new TicketRef("snow", key);
  }

  @Test
  void aSystemIsWatchedWhileALiveBindingRestsOnIt() {
    bind(new ABinding().under(ref("CHG1")).in(BindingStatus.SUSPENDED));
    bind(new ABinding().under(new TicketRef("jira", "OPS-1")).in(BindingStatus.REVOKED));

    assertThat(watched("snow").any()).isTrue();
    assertThat(watched("jira").any()).isFalse();
    assertThat(new WatchedTickets(session, otherRealm, "snow").any()).isFalse();
  }

  @Test
  void ofTheKeysThatChangedThoseWithLiveBindingsMatter() {
    bind(new ABinding().under(ref("CHG1")));
    bind(new ABinding().under(ref("CHG1")));
    bind(new ABinding().under(ref("CHG2")).in(BindingStatus.EXPIRED));
    bind(new ABinding().under(ref("CHG3")).in(BindingStatus.AUTHORIZED));
    bind(new ABinding().under(ref("CHG4")));

    assertThat(watched("snow").among(List.of("CHG1", "CHG2", "CHG3", "CHG9")))
        .containsExactlyInAnyOrder(ref("CHG1"), ref("CHG3"));
    assertThat(watched("snow").among(List.of())).isEmpty();
    assertThat(watched("jira").among(List.of("CHG1"))).isEmpty();
    assertThat(new WatchedTickets(session, otherRealm, "snow").among(List.of("CHG1"))).isEmpty();
  }

  @Test
  void theLongestUnreadTicketWithALiveBindingComesFirst() {
    for (String key : List.of("CHG1", "CHG2", "CHG3", "CHG4", "CHG5")) {
      bind(
          new ABinding()
              .under(ref(key))
              .in(key.equals("CHG4") ? BindingStatus.REVOKED : BindingStatus.ACTIVE));
    }
    bind(new ABinding().under(ref("CHG2")));
    read(ref("CHG1"), NOW.minusSeconds(10));
    read(ref("CHG2"), NOW.minusSeconds(30));
    read(ref("CHG3"), NOW.minusSeconds(20));
    read(ref("CHG4"), NOW.minusSeconds(40));
    read(ref("CHG5"), NOW);

    assertThat(watched("snow").readBefore(NOW, 0, 10))
        .containsExactly(ref("CHG2"), ref("CHG3"), ref("CHG1"));
    assertThat(watched("snow").readBefore(NOW, 1, 1)).containsExactly(ref("CHG3"));
    assertThat(watched("jira").readBefore(NOW, 0, 10)).isEmpty();
  }
}
