package io.ticketgate.keycloak.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ticketgate.core.event.EventType;
import io.ticketgate.core.event.GateEvent;
import io.ticketgate.keycloak.TestDatabase;
import io.ticketgate.keycloak.TestServer;
import io.ticketgate.keycloak.TestSubscriber;
import io.ticketgate.keycloak.config.EventOutbox;
import io.ticketgate.keycloak.store.Outbox;
import io.ticketgate.keycloak.store.Outbox.Delivery;
import io.ticketgate.keycloak.store.Outbox.Status;
import io.ticketgate.spi.EventMessage;
import io.ticketgate.spi.EventReceipt;
import io.ticketgate.spi.EventSubscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventWorkerTest {

  private static final EventReceipt DOWN =
      new EventReceipt.Refused("unavailable", "No answer.", false, null);
  private static final EventReceipt WRONG =
      new EventReceipt.Refused("status_422", "Not this one.", true, null);

  private final TestServer server = new TestServer();
  private final TestSubscriber subscribers = new TestSubscriber();
  private final EventWorker worker = new EventWorker();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private String siem;
  private String pam;
  private String realmId;

  @BeforeEach
  void start() {
    TestDatabase.clear();
    server.factory(EventSubscriber.class, subscribers);
    String[] ids = new String[2];
    realmId =
        server.realm(
            realm -> {
              ids[0] = TestSubscriber.subscriber(realm, "siem", Map.of());
              ids[1] =
                  TestSubscriber.subscriber(
                      realm, "pam", Map.of("types", "io.ticketgate.binding.revoked"));
            });
    siem = ids[0];
    pam = ids[1];
    worker.start(server.sessions());
  }

  @AfterEach
  void stop() {
    hanging.countDown();
    worker.stop();
  }

  private static final Map<String, Object> ENDED =
      Map.of(
          "binding", "1",
          "previousStatus", "ACTIVE",
          "status", "REVOKED",
          "cause", "ticket_closed",
          "ticket", "snow:CHG1",
          "subject", Map.of("kind", "user", "id", "u-1", "name", "alice"),
          "entitlement", Map.of("id", "r-1", "realmRole", "db-admin"));

  private void happens(EventType type, String id, String about) {
    happens(type, id, about, Map.of("n", id));
  }

  private void happens(EventType type, String id, String about, Map<String, Object> data) {
    server.run(
        realmId,
        session ->
            new EventOutbox(session, session.getContext().getRealm())
                .announce(new GateEvent(id, type, about, Instant.now(), List.of(), null, data)));
  }

  private List<Delivery> deliveries(String subscriber) {
    return server.in(session -> new Outbox(session, realmId).list(subscriber, null, null, 100));
  }

  private List<String> sent(String name) {
    return List.copyOf(subscribers.sent(name)).stream().map(EventMessage::id).toList();
  }

  private static void within(int seconds, BooleanSupplier condition, Runnable meanwhile) {
    Instant end = Instant.now().plusSeconds(seconds);
    while (!condition.getAsBoolean() && Instant.now().isBefore(end)) {
      meanwhile.run();
      try {
        Thread.sleep(20);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private void works(BooleanSupplier until) {
    within(15, until, worker::run);
  }

  private boolean all(String subscriber, Status status) {
    return deliveries(subscriber).stream().allMatch(each -> each.status() == status);
  }

  @Test
  void whoeverIsToHearOfItDoes() {
    happens(EventType.BINDING_ACTIVATED, "e-1", "bindings/1");
    happens(EventType.BINDING_REVOKED, "e-2", "bindings/1");

    works(() -> all(siem, Status.DELIVERED) && all(pam, Status.DELIVERED));

    assertThat(sent("siem")).containsExactly("e-1", "e-2");
    assertThat(sent("pam")).containsExactly("e-2");
    assertThat(subscribers.sent("pam").get(0).body())
        .contains("\"type\":\"io.ticketgate.binding.revoked\"")
        .contains("\"specversion\":\"1.0\"")
        .contains("\"subject\":\"bindings/1\"");
  }

  @Test
  void eachHasItsFormatAndHearsOfNothingThatTheFormatCannotSay() {
    server.run(
        realmId,
        session -> {
          TestSubscriber.subscriber(
              session.getContext().getRealm(), "lake", Map.of("format", "OCSF"));
          TestSubscriber.subscriber(
              session.getContext().getRealm(), "apps", Map.of("format", "CAEP"));
        });
    happens(EventType.BINDING_ACTIVATED, "e-1", "bindings/1");
    happens(EventType.BINDING_REVOKED, "e-2", "bindings/1", ENDED);

    works(() -> sent("lake").size() == 2 && sent("apps").size() == 1);

    assertThat(subscribers.sent("lake").get(1).body()).contains("\"type_uid\":300502");
    assertThat(subscribers.sent("apps").get(0).body())
        .startsWith("{\"event\":\"e-2\"")
        .contains("session-revoked", "\"initiating_entity\":\"policy\"");
  }

  @Test
  void whatBecameOfItAtEachReceiverIsCounted() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Metrics.addRegistry(meters);
    try {
      subscribers.answers(
          "pam",
          message ->
              new EventReceipt.Taken(
                  List.of(
                      new EventReceipt.Answer("app", "dispatched", true),
                      new EventReceipt.Answer("web", "stream_disabled", false))));
      happens(EventType.BINDING_REVOKED, "e-1", "bindings/1");
      happens(EventType.BINDING_REVOKED, "e-2", "bindings/2");

      works(
          () ->
              meters
                      .find("ticket_gate.events.passed_on")
                      .tags("receiver", "web", "outcome", "stream_disabled", "subscriber", "pam")
                      .counters()
                      .stream()
                      .mapToDouble(Counter::count)
                      .sum()
                  == 2);
      assertThat(all(pam, Status.DELIVERED)).isTrue();
    } finally {
      Metrics.removeRegistry(meters);
    }
  }

  @Test
  void whatASubscriberDidNotTakeArrivesInItsOrderOnceItDoes() {
    AtomicBoolean down = new AtomicBoolean(true);
    subscribers.answers("siem", message -> down.get() ? DOWN : new EventReceipt.Taken());
    for (int i = 0; i < 3; i++) {
      happens(EventType.BINDING_SUSPENDED, "e-" + i, "bindings/1");
    }
    works(() -> deliveries(siem).stream().anyMatch(each -> each.tries() > 0));
    assertThat(sent("siem")).doesNotContain("e-1");

    down.set(false);
    works(() -> all(siem, Status.DELIVERED));

    assertThat(sent("siem").stream().filter(id -> !id.equals("e-0"))).containsExactly("e-1", "e-2");
    assertThat(deliveries(siem)).extracting(Delivery::failure).containsOnlyNulls();
  }

  @Test
  void oneThatIsDownIsNotAskedForEveryEvent() {
    subscribers.answers("siem", message -> DOWN);
    for (int i = 0; i < 50; i++) {
      happens(EventType.BINDING_SUSPENDED, "e-" + i, "bindings/" + i);
    }

    within(3, () -> !sent("siem").isEmpty(), worker::run);
    worker.run();

    assertThat(sent("siem")).hasSizeLessThan(10);
  }

  @Test
  void oneThatHangsKeepsNobodyElseWaiting() {
    subscribers.answers(
        "siem",
        message -> {
          try {
            hanging.await();
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
          }
          return DOWN;
        });
    for (int i = 0; i < 20; i++) {
      happens(EventType.BINDING_REVOKED, "e-" + i, "bindings/" + i);
    }

    works(() -> all(pam, Status.DELIVERED));

    assertThat(sent("pam")).hasSize(20);
    assertThat(sent("siem")).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void anEventThatASubscriberCannotTakeHoldsUpNoOther() {
    subscribers.answers(
        "siem", message -> message.id().equals("bad") ? WRONG : new EventReceipt.Taken());
    happens(EventType.BINDING_ACTIVATED, "bad", "bindings/1");
    happens(EventType.BINDING_ACTIVATED, "good", "bindings/2");

    works(() -> sent("siem").contains("good"));

    assertThat(deliveries(siem))
        .filteredOn(each -> each.eventId().equals("bad"))
        .allSatisfy(
            each -> {
              assertThat(each.status()).isEqualTo(Status.WAITING);
              assertThat(each.message()).isEqualTo("Not this one.");
            });
  }

  @Test
  void whatWasTriedForTooLongIsADeadLetterAndIsSentAgainWhenAskedFor() {
    server.run(
        realmId,
        session -> {
          var realm = session.getContext().getRealm();
          var subscriber = realm.getComponent(siem);
          subscriber.put("giveUpAfter", "PT1S");
          realm.updateComponent(subscriber);
        });
    AtomicBoolean down = new AtomicBoolean(true);
    subscribers.answers("siem", message -> down.get() ? WRONG : new EventReceipt.Taken());
    happens(EventType.BINDING_ACTIVATED, "e-1", "bindings/1");
    works(() -> all(siem, Status.DEAD));
    Delivery dead = deliveries(siem).get(0);
    assertThat(dead.failure()).isEqualTo("status_422");

    down.set(false);
    server.run(session -> new Outbox(session, realmId).again(siem, dead.number(), Instant.now()));
    works(() -> all(siem, Status.DELIVERED));
  }

  @Test
  void whatNobodyWantsAnyMoreIsForgotten() {
    subscribers.answers("siem", message -> WRONG);
    happens(EventType.BINDING_ACTIVATED, "e-1", "bindings/1");
    server.run(
        realmId,
        session -> {
          var realm = session.getContext().getRealm();
          realm.removeComponent(realm.getComponent(siem));
        });

    works(() -> deliveries(siem).isEmpty());
    assertThat(sent("siem")).isEmpty();
  }

  @Test
  void aRealmWithoutSubscribersGetsNoRow() {
    String other = server.realm(realm -> {});
    server.run(
        other,
        session ->
            new EventOutbox(session, session.getContext().getRealm())
                .announce(
                    new GateEvent(
                        "e-9",
                        EventType.RULE_CHANGED,
                        "rules/1",
                        Instant.now(),
                        List.of(),
                        null,
                        Map.of())));

    assertThat(server.published()).noneMatch(Outbox.Written.class::isInstance);
  }

  @Test
  void aCommitIsToldToThisNode() {
    happens(EventType.BINDING_ACTIVATED, "e-1", "bindings/1");

    assertThat(server.published())
        .filteredOn(Outbox.Written.class::isInstance)
        .singleElement()
        .extracting(event -> ((Outbox.Written) event).targets())
        .isEqualTo(java.util.Set.of(new Outbox.Target(realmId, siem)));
  }

  @Test
  void tooManyAndTooOldBecomeDeadLettersAndOldDeadLettersGo() {
    server.run(
        realmId,
        session -> {
          var realm = session.getContext().getRealm();
          var subscriber = realm.getComponent(pam);
          subscriber.put("giveUpAfter", "PT0.2S");
          realm.updateComponent(subscriber);
        });
    for (int i = 0; i < 5; i++) {
      happens(EventType.BINDING_REVOKED, "e-" + i, "bindings/" + i);
    }
    within(2, () -> oldEnough(), () -> {});

    new OutboxKeeper(server.sessions(), 3, 1).run();

    assertThat(deliveries(siem))
        .extracting(Delivery::eventId)
        .describedAs("two were too many, and of two dead letters one is kept")
        .containsExactly("e-4", "e-3", "e-2", "e-1");
    assertThat(deliveries(siem).get(3).failure()).isEqualTo("overflow");
    assertThat(deliveries(pam)).singleElement().extracting(Delivery::failure).isEqualTo("overdue");
  }

  private boolean oldEnough() {
    Instant before = Instant.now().minus(Duration.ofMillis(400));
    return deliveries(pam).stream().allMatch(each -> each.createdAt().isBefore(before));
  }
}
