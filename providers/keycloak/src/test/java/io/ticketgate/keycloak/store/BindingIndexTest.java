package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.rule.RememberedFact;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.store.BindingChanges.Committed;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.cluster.ClusterEvent;
import org.keycloak.cluster.ClusterListener;
import org.keycloak.cluster.ClusterProvider;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.keys.infinispan.PublicKeyStorageInvalidationEvent;
import org.keycloak.models.KeycloakSession;

class BindingIndexTest extends GateRows {

  private final BindingIndex index = new BindingIndex(100, Duration.ofMinutes(5));
  private final Cluster cluster = new Cluster();

  /** Keeps what is sent, and who listens; reached by {@link Fake}. */
  public static final class Cluster {
    private final List<String> sent = new ArrayList<>();
    private ClusterListener listener = event -> {};
    private boolean broken;

    public void registerListener(String key, ClusterListener heard) {
      listener = heard;
    }

    public void notify(String key, Collection<? extends ClusterEvent> events, boolean notSender) {
      if (broken) {
        throw new IllegalStateException("no other node can be reached");
      }
      assertThat(notSender).isTrue();
      events.forEach(event -> sent.add(((PublicKeyStorageInvalidationEvent) event).getCacheKey()));
    }
  }

  @BeforeEach
  void follow() {
    server.provider(ClusterProvider.class, any -> Fake.of(ClusterProvider.class, cluster));
    index.follow(server.sessions());
    index.listen(session);
  }

  private Binding insert() {
    Binding made = new ABinding().of("u").make();
    server.run(own -> new JpaBindings(own, realm).insert(made));
    return made;
  }

  private void end(Binding binding) {
    server.run(own -> new JpaBindings(own, realm).update(binding.ended(EndCause.ADMIN, NOW)));
  }

  private List<Binding> live() {
    return index.live(session, realm, "u");
  }

  private void behindTheBackOfTheIndex(Binding binding) {
    server.run(
        own ->
            own.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("delete from TgBinding b where b.id = :id")
                .setParameter("id", binding.id())
                .executeUpdate());
  }

  @Test
  void asksTheDatabaseOnce() {
    Binding binding = insert();
    assertThat(live()).containsExactly(binding);

    behindTheBackOfTheIndex(binding);

    assertThat(live()).containsExactly(binding);
  }

  @Test
  void forgetsWhatThisNodeChangesWhenItIsCommitted() {
    Binding binding = insert();
    assertThat(live()).containsExactly(binding);

    end(binding);

    assertThat(live()).isEmpty();
  }

  @Test
  void keepsWhatItKnowsWhenTheChangeIsRolledBack() {
    Binding binding = insert();
    live();
    KeycloakSession failing = server.open();
    new JpaBindings(failing, realm).update(binding.ended(EndCause.ADMIN, NOW));
    failing.getTransactionManager().setRollbackOnly();
    failing.close();

    assertThat(live()).containsExactly(binding);
    assertThat(server.published()).filteredOn(Committed.class::isInstance).hasSize(1);
  }

  @Test
  void aSessionSeesItsOwnChangeBeforeItIsCommittedAndOthersDoNot() {
    Binding binding = insert();
    live();
    KeycloakSession changing = server.open();
    new JpaBindings(changing, realm).update(binding.ended(EndCause.ADMIN, NOW));

    assertThat(index.live(changing, realm, "u")).isEmpty();
    assertThat(live()).containsExactly(binding);
    changing.close();
    assertThat(live()).isEmpty();
  }

  /** The reader has read the row, and is held there while another transaction ends the binding. */
  @Test
  void aReadThatBeganBeforeAnEndingIsNotKept() throws Exception {
    Binding binding = insert();
    CountDownLatch hasRead = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    CompletableFuture<List<Binding>> reader =
        CompletableFuture.supplyAsync(
            () -> server.in(own -> index.live(heldAfterReading(own, hasRead, goesOn), realm, "u")));
    assertThat(hasRead.await(10, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> ending = CompletableFuture.runAsync(() -> end(binding));
    while (server.published().stream().filter(Committed.class::isInstance).count() < 2) {
      Thread.onSpinWait();
    }
    goesOn.countDown();
    reader.get(10, TimeUnit.SECONDS);
    ending.get(10, TimeUnit.SECONDS);

    assertThat(live()).isEmpty();
  }

  /** A node that stands still in the middle of a reading, as a stopped process does. */
  @Test
  void aReadingThatTookLongerThanAnythingIsKeptIsNotKept() throws Exception {
    BindingIndex brief = new BindingIndex(100, Duration.ofSeconds(1));
    Binding binding = insert();
    CountDownLatch hasRead = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    CompletableFuture<List<Binding>> reader =
        CompletableFuture.supplyAsync(
            () -> server.in(own -> brief.live(heldAfterReading(own, hasRead, goesOn), realm, "u")));
    assertThat(hasRead.await(10, TimeUnit.SECONDS)).isTrue();
    behindTheBackOfTheIndex(binding);
    Thread.sleep(1_100);
    goesOn.countDown();
    assertThat(reader.get(10, TimeUnit.SECONDS)).containsExactly(binding);

    assertThat(brief.live(session, realm, "u")).isEmpty();
  }

  /** A session whose entity manager, once detaching what it has read, waits. */
  private static KeycloakSession heldAfterReading(
      KeycloakSession own, CountDownLatch hasRead, CountDownLatch goesOn) {
    EntityManager real = own.getProvider(JpaConnectionProvider.class).getEntityManager();
    EntityManager held =
        Fake.of(
            EntityManager.class,
            new Object() {
              @SuppressWarnings("unused") // by reflection
              public void detach(Object row) {
                hasRead.countDown();
                try {
                  goesOn.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException interrupted) {
                  Thread.currentThread().interrupt();
                }
                real.detach(row);
              }
            },
            real);
    return Fake.of(
        KeycloakSession.class,
        new Object() {
          @SuppressWarnings("unused") // by reflection
          public Object getProvider(Class<?> type) {
            return Fake.of(
                JpaConnectionProvider.class,
                new Object() {
                  @SuppressWarnings("unused")
                  public EntityManager getEntityManager() {
                    return held;
                  }
                });
          }
        },
        own);
  }

  private void close(Binding binding) {
    server.run(
        own ->
            new JpaBindings(own, realm)
                .end(
                    new Selection.UnderTicket(binding.ticket()),
                    Ending.by(EndCause.TICKET_CLOSED, NOW)));
  }

  @Test
  void aClosedTicketIsOneMessageHoweverManyBindingsItEnds() {
    Binding binding = insert();
    cluster.sent.clear();
    live();

    close(binding);

    assertThat(cluster.sent).hasSize(1);
    assertThat(live()).isEmpty();
  }

  @Test
  void forgetsWhatEndedOnAnotherNodeWithManyOthers() {
    Binding binding = insert();
    cluster.sent.clear();
    close(binding);
    String told = cluster.sent.get(0);
    BindingIndex other = new BindingIndex(100, Duration.ofMinutes(5));
    Binding second = new ABinding().of("u").make();
    server.run(own -> new JpaBindings(own, realm).insert(second));
    other.listen(session);
    assertThat(other.live(session, realm, "u")).containsExactly(second);
    behindTheBackOfTheIndex(second);
    assertThat(other.live(session, realm, "u")).containsExactly(second);

    cluster.listener.eventReceived(PublicKeyStorageInvalidationEvent.create(told));

    assertThat(other.live(session, realm, "u")).isEmpty();
  }

  @Test
  void tellsTheOtherNodesWhoseBindingsHaveChanged() {
    insert();

    assertThat(cluster.sent).containsExactly(BindingChanges.key(realm, "u"));
  }

  @Test
  void forgetsWhatAnotherNodeTells() {
    Binding binding = insert();
    live();
    behindTheBackOfTheIndex(binding);

    cluster.listener.eventReceived(
        PublicKeyStorageInvalidationEvent.create(BindingChanges.key(realm, "u")));

    assertThat(live()).isEmpty();
  }

  @Test
  void anotherNodeThatCannotBeToldSpoilsNoCommit() {
    cluster.broken = true;

    Binding binding = insert();

    assertThat(live()).containsExactly(binding);
  }

  @Test
  void nothingIsKeptLongerThanItsAge() {
    BindingIndex shortLived = new BindingIndex(100, Duration.ofMillis(1));
    Binding binding = insert();
    shortLived.live(session, realm, "u");
    behindTheBackOfTheIndex(binding);
    long before = System.nanoTime();
    while (System.nanoTime() - before < 5_000_000) {
      Thread.onSpinWait();
    }

    assertThat(shortLived.live(session, realm, "u")).isEmpty();
  }

  @Test
  void whatARealmRemembersOfProtectionIsReadAnewWhenItChanges() {
    assertThat(index.remembered(session, realm).ruleIds()).isEmpty();
    server.run(
        own ->
            new RememberedProtections(own, realm)
                .remember("role", "rule", new RememberedFact.Mark("tier", "high")));

    assertThat(index.remembered(session, realm).ruleIds()).containsEntry("role", Set.of("rule"));
  }

  @Test
  void aSessionSeesWhatItRemembersBeforeItIsCommitted() {
    index.remembered(session, realm);
    KeycloakSession changing = server.open();
    new RememberedProtections(changing, realm)
        .remember("role", "rule", new RememberedFact.Mark("tier", "high"));

    assertThat(index.remembered(changing, realm).ruleIds()).containsKey("role");
    assertThat(index.remembered(session, realm).ruleIds()).isEmpty();
    changing.close();
  }
}
