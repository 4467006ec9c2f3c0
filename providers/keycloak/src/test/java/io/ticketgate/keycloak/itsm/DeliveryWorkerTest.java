package io.ticketgate.keycloak.itsm;

import static io.ticketgate.keycloak.TestItsm.ticket;
import static io.ticketgate.keycloak.TestRealm.ago;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.store.Deliveries;
import io.ticketgate.keycloak.store.DueDeliveries;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryWorkerTest {

  private static final TicketRef REF = new TicketRef("snow", "CHG1");

  private final TestRealm realm = new TestRealm();
  private final DeliveryWorker worker = new DeliveryWorker();

  @AfterEach
  void stop() {
    worker.stop();
  }

  private void start() {
    worker.start(realm.server.sessions(), new TicketUpdates(realm.jobs, realm.health));
  }

  private void receive(Instant at) {
    new Deliveries(realm.server.sessions(), realm.id).receive(REF, "id", at);
  }

  private boolean due(Instant now) {
    return realm.server.in(
        session ->
            !new DueDeliveries(session)
                .due(new DueDeliveries.Sender(realm.id, "snow"), now, 10)
                .isEmpty());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) {
      Thread.sleep(20);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void aWebhookOfAClosedTicketEndsItsBindings() throws InterruptedException {
    realm.knows(ticket(REF, "1", true), Instant.EPOCH);
    realm.itsm.has(ticket(REF, "2", false));
    Binding binding =
        realm.bind(
            new ABinding()
                .of(realm.user("alice", true))
                .made(ago(Duration.ofMinutes(1)))
                .until(ago(Duration.ofHours(-1))));
    receive(ago(Duration.ofSeconds(1)));
    start();

    worker.nudge(realm.id, "snow");

    await(() -> realm.binding(binding.id()).status() == BindingStatus.REVOKED);
    await(() -> !due(ago(Duration.ofDays(-1))));
  }

  @Test
  void whatOtherNodesHaveLeftIsFoundByTheClock() throws InterruptedException {
    realm.knows(ticket(REF, "1", true), Instant.EPOCH);
    realm.itsm.has(ticket(REF, "2", true));
    receive(ago(Duration.ofSeconds(1)));
    start();

    worker.run();

    await(() -> "2".equals(realm.version(REF)));
  }

  @Test
  void aReadingThatBroughtNothingIsRepeatedALittleLater() throws InterruptedException {
    realm.knows(ticket(REF, "1", true), Instant.EPOCH);
    realm.itsm.failure = new ItsmException.RateLimited("Slowly.", Duration.ofMinutes(2), null);
    receive(ago(Duration.ofSeconds(1)));
    start();

    worker.nudge(realm.id, "snow");

    await(() -> !due(ago(Duration.ofMinutes(-1))));
    assertThat(due(ago(Duration.ofMinutes(-3)))).describedAs("as the ITSM asked").isTrue();
    assertThat(realm.itsm.asked).containsExactly(REF);
  }

  @Test
  void beforeItIsStartedAndAfterItIsStoppedNothingIsRead() throws InterruptedException {
    realm.knows(ticket(REF, "1", true), Instant.EPOCH);
    receive(ago(Duration.ofSeconds(1)));

    worker.nudge(realm.id, "snow");
    start();
    worker.stop();
    worker.nudge(realm.id, "snow");
    Thread.sleep(50);

    assertThat(realm.itsm.asked).isEmpty();
  }

  @Test
  void deliveriesAreForgottenAfterDays() {
    receive(ago(Duration.ofDays(4)));
    start();
    realm.server.run(
        session -> {
          DueDeliveries due = new DueDeliveries(session);
          DueDeliveries.Claim claim =
              due.claim(realm.id, REF, ago(Duration.ZERO), Duration.ofSeconds(30)).orElseThrow();
          due.done(claim);
        });

    worker.run();

    assertThat(
            new Deliveries(realm.server.sessions(), realm.id)
                .receive(REF, "id", ago(Duration.ZERO)))
        .isEqualTo(Deliveries.Receipt.ACCEPTED);
  }
}
