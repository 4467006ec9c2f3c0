package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.ledger.Entry;
import io.ticketgate.core.ledger.Hash;
import io.ticketgate.core.ledger.Json;
import io.ticketgate.core.ledger.Tiles;
import io.ticketgate.core.ledger.export.EvidenceRow;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.store.RealmLog.Queued;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The ledger and the log on a real database. */
class RealmLogTest extends BindingRows {

  private static final Instant LOGGED = Instant.parse("2026-11-28T10:00:00Z");

  private final Binding binding = new ABinding().of("u").make();

  private RealmLog log() {
    return new RealmLog(session, realm);
  }

  private LoggedEntries entries() {
    return new LoggedEntries(session, realm);
  }

  private void record(Binding of, BindingStatus to) {
    in(
        bindings -> {
          bindings.record(of, new Transition(of.id(), null, to, null, NOW, null, null));
          return true;
        });
  }

  /** As the sequencer does. */
  private long integrate(Instant logged, int most) {
    server.run(own -> new RealmLog(own, realm).open());
    return server.in(
        own -> {
          RealmLog log = new RealmLog(own, realm);
          long size = log.claim().orElseThrow();
          List<Queued> queued = log.queued(most);
          Tiles tree = log.tree(size);
          queued.forEach(each -> tree.append(Hash.leaf(Entry.logged(each.record(), logged))));
          log.integrated(queued, size, logged, tree, "checkpoint of " + tree.size());
          return tree.size();
        });
  }

  private List<String> waiting() {
    // The tests share a database.
    return RealmLog.waiting(session, List.of(""), 1000).stream().filter(realm::equals).toList();
  }

  @Test
  void whatHappensWaitsInItsOrderUntilItHasAPlace() {
    record(binding, BindingStatus.AUTHORIZED);
    record(binding, BindingStatus.ACTIVE);
    record(binding, BindingStatus.REVOKED);
    assertThat(waiting()).containsExactly(realm);
    assertThat(RealmLog.waiting(session, List.of(realm), 1000)).doesNotContain(realm);
    assertThat(log().signed()).isEmpty();
    assertThat(entries().pending(binding.id())).isEqualTo(3);

    assertThat(integrate(LOGGED, 2)).isEqualTo(2);
    assertThat(entries().pending(binding.id())).isEqualTo(1);
    assertThat(integrate(LOGGED.plusSeconds(1), 10)).isEqualTo(3);
    assertThat(waiting()).isEmpty();
    assertThat(log().signed()).contains(new RealmLog.Signed(3, "checkpoint of 3"));
    assertThat(log().lastLogged(3)).isEqualTo(LOGGED.plusSeconds(1));
    assertThat(log().lastLogged(0)).isEqualTo(Instant.EPOCH);

    List<EvidenceRow> rows = entries().ofBinding(binding.id(), 3, 10);
    assertThat(rows).extracting(EvidenceRow::index).containsExactly(0L, 1L, 2L);
    assertThat(rows)
        .extracting(row -> row.open("to"))
        .containsExactly("AUTHORIZED", "ACTIVE", "REVOKED");
    assertThat(rows).allSatisfy(row -> assertThat(row.changedName()).isEmpty());
    assertThat(log().tile(0, 0)).isEqualTo(rows.stream().map(EvidenceRow::leaf).toList());
    assertThat(log().entries(1, 2))
        .extracting(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .containsExactly(Json.canonical(rows.get(1).entry()), Json.canonical(rows.get(2).entry()));
  }

  @Test
  void fullTilesMakeTheNextLevel() {
    IntStream.range(0, 300).forEach(i -> record(binding, BindingStatus.ACTIVE));
    assertThat(integrate(LOGGED, 200)).isEqualTo(200);
    Hash before = log().tree(200).root();
    assertThat(integrate(LOGGED, 200)).isEqualTo(300);
    assertThat(log().tile(0, 0)).hasSize(256);
    assertThat(log().tile(0, 1)).hasSize(44);
    assertThat(log().tile(1, 0)).hasSize(1);
    assertThat(log().tile(2, 0)).isEmpty();
    // What was signed before comes out of the tiles of now.
    assertThat(log().tree(200).root()).isEqualTo(before);
  }

  @Test
  void noEntryGetsTwoPlaces() {
    record(binding, BindingStatus.ACTIVE);
    List<Queued> queued = log().queued(1);
    integrate(LOGGED, 1);
    assertThatThrownBy(
            () ->
                server.run(
                    own ->
                        new RealmLog(own, realm)
                            .integrated(queued, 1, LOGGED, new Tiles((l, i) -> List.of(), 0), "x")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(log().signed()).contains(new RealmLog.Signed(1, "checkpoint of 1"));
  }

  @Test
  void theQueueOfARealmThatIsGoneIsForsaken() {
    record(binding, BindingStatus.ACTIVE);
    server.run(own -> new RealmLog(own, realm).forsake());
    assertThat(waiting()).isEmpty();
    assertThat(entries().pending(binding.id())).isEqualTo(1);
  }

  private List<Long> found(LoggedEntries.Filter filter, int most, boolean all) {
    List<Long> found = new ArrayList<>();
    assertThat(entries().each(filter, most, row -> found.add(row.index()))).isEqualTo(all);
    return found;
  }

  private static LoggedEntries.Filter of(@Nullable String name, @Nullable String id, long end) {
    return new LoggedEntries.Filter(null, name, id, 0, end);
  }

  @Test
  void entriesAreFoundByTicketPersonAndTime() {
    record(binding, BindingStatus.ACTIVE);
    record(new ABinding().of("v").make(), BindingStatus.ACTIVE);
    integrate(LOGGED, 10);
    record(binding, BindingStatus.REVOKED);
    integrate(LOGGED.plusSeconds(60), 10);

    assertThat(found(of("u-name", null, 3), 10, true)).containsExactly(0L, 2L);
    assertThat(found(of("renamed", "u", 3), 10, true)).containsExactly(0L, 2L);
    assertThat(found(of("nobody", null, 3), 10, true)).isEmpty();
    assertThat(found(of(null, null, 2), 10, true)).containsExactly(0L, 1L);
    assertThat(found(of(null, null, 3), 2, false)).containsExactly(0L, 1L);
    assertThat(found(new LoggedEntries.Filter(binding.ticket(), null, null, 1, 3), 10, true))
        .containsExactly(1L, 2L);
    assertThat(entries().firstSince(LOGGED, 3)).isZero();
    assertThat(entries().firstSince(LOGGED.plusMillis(1), 3)).isEqualTo(2);
    assertThat(entries().firstSince(LOGGED.plusSeconds(61), 3)).isEqualTo(3);
  }

  @Test
  void whatAgentsDoIsFoundByThePersonAndByTheClient() {
    Subject account = new Subject(Subject.Kind.SERVICE_ACCOUNT, "account-7", "agent-7");
    Subject gina = new Subject(Subject.Kind.USER, "gina-id", "gina");
    Binding own = insert(new ABinding().of(gina).make());
    Binding agent = insert(new ABinding().of(Subject.agent(account, gina)).make());
    Binding other = insert(new ABinding().of("hugo-id").make());
    List.of(own, agent, other).forEach(each -> record(each, BindingStatus.ACTIVE));
    integrate(LOGGED, 10);

    assertThat(found(of("gina", "gina-id", 3), 10, true)).containsExactly(0L, 1L);
    assertThat(found(of("gina", null, 3), 10, true)).containsExactly(0L, 1L);
    assertThat(found(of("agent-7", "account-7", 3), 10, true)).containsExactly(1L);
    assertThat(found(of("agent", null, 3), 10, true)).isEmpty();
  }
}
