package io.ticketgate.keycloak.realm;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Presence;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.TestDatabase;
import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.keycloak.TestSubscriber;
import io.ticketgate.keycloak.store.Notes;
import io.ticketgate.keycloak.store.Outbox;
import io.ticketgate.spi.EventSubscriber;
import io.ticketgate.spi.TicketRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.events.EventStoreProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;

class GateJournalTest extends OpenRealm {

  private final List<AdminEvent> events = new ArrayList<>();

  /** Reached by {@link Fake}. */
  public final class Store {
    public void onEvent(AdminEvent event, boolean details) {
      events.add(event);
    }
  }

  @BeforeEach
  void keepEvents() {
    TestDatabase.clear();
    server.provider(
        EventStoreProvider.class, any -> Fake.of(EventStoreProvider.class, new Store()));
    realm.setAdminEventsEnabled(true);
    TestItsm.system(realm, "snow", "test", Map.of());
    TestItsm.system(realm, "silent", "test", Map.of("writeBack", "false"));
  }

  private Binding step(
      String system, @Nullable BindingStatus from, BindingStatus to, @Nullable EndCause cause) {
    Binding binding = new ABinding().under(new TicketRef(system, "CHG1")).make();
    gate()
        .journal()
        .record(
            binding,
            new Transition(
                binding.id(),
                from,
                to,
                cause,
                NOW,
                new Person("admin-id", "admin"),
                new Detail.Reason("why")));
    return binding;
  }

  private boolean notesWait() {
    return !new Notes(session).systemsWithDue(NOW).isEmpty();
  }

  @Test
  void aStepIsKeptInTheHistoryAndToldToTheTicketInTheSameTransaction() {
    Binding binding = step("snow", BindingStatus.ACTIVE, BindingStatus.REVOKED, EndCause.ADMIN);

    assertThat(gate().bindings().history(binding.id()))
        .extracting(Transition::cause, Transition::detail)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(EndCause.ADMIN, new Detail.Reason("why")));
    assertThat(notesWait()).isTrue();
    server.run(own -> assertThat(new Notes(own).systemsWithDue(NOW)).isEmpty());
  }

  @Test
  void aSystemThatWantsNoNotesGetsNone() {
    step("silent", BindingStatus.ACTIVE, BindingStatus.REVOKED, EndCause.ADMIN);

    assertThat(notesWait()).isFalse();
  }

  @Test
  void theEventSaysWhetherABindingBeganChangedOrEnded() {
    step("snow", null, BindingStatus.AUTHORIZED, null);
    step("snow", BindingStatus.ACTIVE, BindingStatus.SUSPENDED, EndCause.OWNER_LEFT);
    step("snow", BindingStatus.ACTIVE, BindingStatus.EXPIRED, EndCause.EXPIRED);

    assertThat(events)
        .extracting(AdminEvent::getOperationType)
        .containsExactly(OperationType.CREATE, OperationType.UPDATE, OperationType.DELETE);
  }

  @Test
  void theEventNamesTheSubjectByIdAndTheTicketTheRoleAndTheCause() {
    Binding binding =
        step("snow", BindingStatus.ACTIVE, BindingStatus.REVOKED, EndCause.TICKET_CLOSED);

    AdminEvent event = events.get(0);
    assertThat(event.getResourcePath()).isEqualTo("ticket-gate/bindings/" + binding.id());
    assertThat(event.getAuthDetails().getUserId()).isEqualTo("admin-id");
    assertThat(event.getDetails())
        .containsEntry("ticket", "snow:CHG1")
        .containsEntry("subject", "alice-id")
        .containsEntry("entitlement", "db-admin")
        .containsEntry("rule", "prod-admins")
        .containsEntry("status", "REVOKED")
        .containsEntry("cause", "ticket_closed")
        .doesNotContainValue("alice");
  }

  @Test
  void anOwnerOfWhomNothingIsKnownIsToldApartFromOneWhoHasLeft() {
    gate().journal().ownerMissing(new Owners.Finding("s1", "snow", true, Presence.UNKNOWN), NOW);
    gate().journal().ownerMissing(new Owners.Finding("s2", "siem", false, Presence.GONE), NOW);

    assertThat(events)
        .extracting(event -> event.getDetails().get("audit"))
        .containsExactly("owner_unknown", "owner_missing");
    assertThat(events.get(0).getDetails())
        .containsEntry("subject", "s1")
        .containsEntry("subject_kind", "system");
    gate().journal().ownerAway("olivia-id", List.of("b1", "b2"), NOW);
    assertThat(events.get(2).getDetails())
        .containsEntry("audit", "owner_unknown")
        .containsEntry("subject", "olivia-id")
        .containsEntry("bindings", "b1,b2");
  }

  @Test
  void aGrantWithoutABindingIsToldAsDrift() {
    TestItsm.rule(realm, "databases", "db-*", Map.of());
    gate()
        .journal()
        .unbound(
            ABinding.user("alice-id", "alice"), role("db-admin"), gate().rules().all(), null, NOW);

    AdminEvent event = events.get(0);
    assertThat(event.getOperationType()).isEqualTo(OperationType.ACTION);
    assertThat(event.getResourcePath()).isEqualTo("ticket-gate/bindings/drift");
    assertThat(event.getDetails())
        .containsEntry("audit", "grant_without_binding")
        .containsEntry("subject", "alice-id")
        .containsEntry("subject_kind", "user")
        .containsEntry("rule", "databases");
  }

  private List<Outbox.Delivery> queued(String subscriber) {
    return new Outbox(session, realm.getId()).list(subscriber, null, null, 10);
  }

  @Test
  void aStepIsQueuedForThoseWhoAreToHearOfItInTheSameTransaction() {
    server.factory(EventSubscriber.class, new TestSubscriber());
    String siem = TestSubscriber.subscriber(realm, "siem", Map.of());
    String other = TestSubscriber.subscriber(realm, "other", Map.of("rules", "others"));

    Binding binding =
        step("silent", BindingStatus.ACTIVE, BindingStatus.REVOKED, EndCause.TICKET_CLOSED);
    step("silent", BindingStatus.ACTIVE, BindingStatus.REVOKED, EndCause.TICKET_CLOSED);

    assertThat(queued(other)).isEmpty();
    assertThat(queued(siem))
        .describedAs("the step of two bindings")
        .hasSize(2)
        .allSatisfy(
            each -> {
              assertThat(each.type()).isEqualTo("io.ticketgate.binding.revoked");
              assertThat(each.body()).contains("\"cause\":\"ticket_closed\"");
            });
    gate()
        .journal()
        .announce(
            binding,
            new Transition(
                binding.id(),
                BindingStatus.ACTIVE,
                BindingStatus.REVOKED,
                EndCause.TICKET_CLOSED,
                NOW,
                null,
                null));
    assertThat(queued(siem)).describedAs("the same step again").hasSize(2);
    server.run(
        own -> assertThat(new Outbox(own, realm.getId()).list(siem, null, null, 9)).isEmpty());
  }

  @Test
  void driftIsToldToSubscribersToo() {
    server.factory(EventSubscriber.class, new TestSubscriber());
    String siem = TestSubscriber.subscriber(realm, "siem", Map.of("rules", "databases"));
    TestItsm.rule(realm, "databases", "db-*", Map.of());
    gate()
        .journal()
        .unbound(
            ABinding.user("alice-id", "alice"), role("db-admin"), gate().rules().all(), null, NOW);

    assertThat(queued(siem))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo("io.ticketgate.coverage.drift");
              assertThat(event.body())
                  .contains("\"finding\":\"grant_without_binding\"")
                  .contains("\"subject\":\"alice-id\"");
            });
  }
}
