package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Two nodes on one PostgreSQL share the sweep, and a node that dies leaves nothing undone. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {

  private static final int MANY = 200;
  private static final String WORK_LOG = "--log-level=info,io.ticketgate.keycloak.server:debug";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private KeycloakServer first;
  private KeycloakServer second;
  private RealmFixture realm;
  private Story story;
  private Connection database;
  private int users;

  @BeforeAll
  void start() throws SQLException {
    KeycloakOptions node = WideServer.gated().withStartArgs(WORK_LOG);
    first = KeycloakServer.start(node.asClusterNode());
    second = KeycloakServer.start(node.asClusterNode(), first);
    database = first.connect();
    realm = first.newRealm();
    story = new Story(realm);
    story.rule(Map.of());
  }

  @AfterAll
  void stop() throws SQLException {
    if (database != null) {
      database.close();
    }
    if (second != null) {
      second.close();
    }
    if (first != null) {
      first.close();
    }
  }

  /**
   * Grants that all run out now, whose granting may take as long as it does on a busy machine.
   *
   * @return when they run out
   */
  private Instant grantsThatRunOut(int many) throws SQLException {
    Instant later = Instant.now().plus(Duration.ofMinutes(10));
    grants(many, later);
    Instant now = Instant.now();
    try (PreparedStatement runOut =
        database.prepareStatement("update tg_binding set expires_at = ? where expires_at = ?")) {
      runOut.setLong(1, now.toEpochMilli());
      runOut.setLong(2, later.toEpochMilli());
      assertThat(runOut.executeUpdate()).isEqualTo(many);
    }
    return now;
  }

  private void grants(int many, Instant expires) {
    for (int i = 0; i < many; i++) {
      String user = "worker" + ++users;
      realm.createUser(user, Map.of("credentials", List.of()));
      story
          .bind(story.ticketFor(user).push(), user, Map.of("expiresAt", expires.toString()))
          .expect(201);
    }
  }

  private long count(String query) {
    try (PreparedStatement statement = database.prepareStatement(query)) {
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (SQLException e) {
      throw new AssertionError(query, e);
    }
  }

  private long active() {
    return count("select count(*) from tg_binding where status = 'ACTIVE'");
  }

  private long mappings() {
    return count(
        "select count(*) from user_role_mapping m join keycloak_role r on r.id = m.role_id"
            + " where r.name = 'db-admin'");
  }

  private long endedTwice() {
    return count(
        "select count(*) from (select binding_id from tg_history where to_status = 'EXPIRED'"
            + " group by binding_id having count(*) > 1) twice");
  }

  private static boolean eventually(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }

  @Test
  @Order(0)
  void whatIsSuspendedOnOneNodeGetsNoTokenOnTheOther() throws InterruptedException, SQLException {
    RealmFixture own = first.newRealm();
    Story clients = new Story(own);
    own.createUser("dora");
    own.createClient("ci-1");
    clients.rule(Map.of("protects", Map.of("clientCredentials", List.of("ci-*"))));
    Pushed ticket =
        clients
            .ticketFor("ci-1")
            .with("requester", "dora")
            .with("entitlements", List.of(Map.of("clientCredential", "ci-1")))
            .push();
    JsonNode bound =
        own.gate("/bindings")
            .post(
                Map.of(
                    "ticket",
                    ticket.ref(),
                    "subject",
                    Map.of("serviceAccount", "ci-1"),
                    "entitlement",
                    Map.of("clientCredential", "ci-1")))
            .expect(201)
            .json();
    String secret = bound.at("/credential/secret").asText();
    String id = bound.path("id").asText();
    BooleanSupplier works =
        () -> second.admin().clientCredentials(own.name(), "ci-1", secret).status() == 200;
    List<Long> told = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      assertThat(eventually(works)).isTrue();
      own.gate("/bindings/" + id + "/suspend").post().expect(200);
      told.add(millisUntil(() -> !works.getAsBoolean()));
      own.gate("/bindings/" + id + "/resume").post().expect(200);
    }
    List<Long> untold = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      assertThat(eventually(works)).isTrue();
      write("update tg_binding set status = 'SUSPENDED' where id = '" + id + "'");
      untold.add(millisUntil(() -> !works.getAsBoolean()));
      write("update tg_binding set status = 'ACTIVE' where id = '" + id + "'");
    }
    System.out.printf(
        "Suspended on the other node: %s ms; past every message: %s ms%n", told, untold);
    // Or what lives here would be counted by the tests that follow.
    own.close();

    assertThat(told.stream().sorted().toList().get(told.size() / 2)).isLessThan(500);
    // The stated bound of one second, and the request that finds out, on cores that others use too.
    assertThat(untold).allSatisfy(millis -> assertThat(millis).isLessThan(2500));
  }

  private static long millisUntil(BooleanSupplier condition) throws InterruptedException {
    Instant begin = Instant.now();
    assertThat(eventually(condition)).isTrue();
    return Duration.between(begin, Instant.now()).toMillis();
  }

  private void write(String statement) throws SQLException {
    try (PreparedStatement prepared = database.prepareStatement(statement)) {
      assertThat(prepared.executeUpdate()).isEqualTo(1);
    }
  }

  @Test
  @Order(1)
  void twoNodesEndWhatIsDueAndNoneOfItTwice() throws Exception {
    assertThat(second.log()).contains("(2)");
    Instant expires = grantsThatRunOut(MANY);

    assertThat(eventually(() -> active() == 0 && uncleaned() == 0)).isTrue();

    long seconds = Duration.between(expires, Instant.now()).toSeconds();
    System.out.printf("Cluster: %d ended and cleaned up within %d s%n", MANY, seconds);
    assertThat(mappings()).isZero();
    assertThat(endedTwice()).isZero();
    assertThat(count("select count(*) from tg_history where to_status = 'EXPIRED'"))
        .isEqualTo(MANY);
  }

  private long uncleaned() {
    return count("select count(*) from tg_binding where clean_up is not null");
  }

  @Test
  @Order(2)
  void aGrantOnOneNodeIsTakenBackByTheOther() {
    RealmFixture other = realm;
    String alice = story.newUser();
    Story.Pushed ticket = story.ticketFor(alice).push();
    story.bind(ticket, alice).expect(201);
    assertThat(other.directRoles(alice)).contains(Story.ROLE);

    second
        .admin()
        .to("/admin/realms/" + realm.name() + "/ticket-gate/tickets/demo/" + ticket.key)
        .put(ticket.closedRecord())
        .expect(200);

    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
    assertThat(active()).isZero();
  }

  @Test
  @Order(3)
  void whatCannotBeEndedKeepsNobodyWaiting() throws Exception {
    String alice = story.newUser();
    String model = story.bind(story.ticketFor(alice).push(), alice).expect(201).createdId();
    // More than the sweep takes at a time, all due for longer than what comes behind them.
    copies(model, 150, "nonsense", Instant.now().minusSeconds(3600));
    grantsThatRunOut(1);

    assertThat(
            eventually(
                () ->
                    count(
                            "select count(*) from tg_binding where status = 'ACTIVE' and rule_names"
                                + " <> 'nonsense'")
                        == 1))
        .as("all but the model, which is not due")
        .isTrue();
    assertThat(
            eventually(
                () ->
                    (first.log() + second.log())
                        .contains("could not be cleaned up after their bindings ended")))
        .isTrue();
    execute("delete from tg_binding where rule_names = 'nonsense'");
  }

  @Test
  @Order(4)
  void theSweepReadsWhatIsDueAndNotWhatExists() throws Exception {
    String alice = story.newUser();
    String model = story.bind(story.ticketFor(alice).push(), alice).expect(201).createdId();
    copies(model, 5000, null, Instant.now().plus(Duration.ofDays(30)));
    execute("analyze tg_binding");

    StringBuilder plan = new StringBuilder();
    try (PreparedStatement explain =
            database.prepareStatement(
                "explain select realm_id, subject_id, min(expires_at) from tg_binding where status"
                    + " in ('AUTHORIZED', 'ACTIVE', 'SUSPENDED') and expires_at <= "
                    + System.currentTimeMillis()
                    + " group by realm_id, subject_id order by min(expires_at) limit 100");
        ResultSet rows = explain.executeQuery()) {
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
    }

    assertThat(plan.toString()).contains("idx_tg_binding_due").doesNotContain("Seq Scan");
    execute("delete from tg_binding where id like 'copy-%'");
  }

  @Test
  @Order(5)
  void anExpiryThatFailsOnceDoesNotStopTheTimedTasksOfANode() throws Exception {
    long others = active();
    // Every timed task that reads bindings fails meanwhile, on both nodes.
    execute("alter table tg_binding rename to tg_binding_away");
    try {
      assertThat(eventually(() -> failed(first) && failed(second))).isTrue();
    } finally {
      execute("alter table tg_binding_away rename to tg_binding");
    }

    grantsThatRunOut(1);

    assertThat(eventually(() -> active() == others && uncleaned() == 0)).isTrue();
  }

  private static boolean failed(KeycloakServer node) {
    return node.log().contains("ticket-gate-expiry failed; it is run again.");
  }

  @Test
  @Order(6)
  void aNodeThatDiesInTheMiddleLosesNothing() throws Exception {
    long before = count("select count(*) from tg_history where to_status = 'EXPIRED'");
    long others = active();
    grantsThatRunOut(MANY);

    assertThat(eventually(() -> active() == others && uncleaned() < MANY - 10)).isTrue();
    long left = uncleaned();
    second.crash();

    assertThat(eventually(() -> uncleaned() == 0)).isTrue();
    System.out.printf("Cluster: one node was killed with %d of %d left%n", left, MANY);
    assertThat(endedTwice()).isZero();
    assertThat(count("select count(*) from tg_history where to_status = 'EXPIRED'") - before)
        .isEqualTo(MANY);
    assertThat(mappings()).isEqualTo(others);
  }

  /** Copies of a binding for people who do not exist, with the row that is locked for each. */
  private void copies(String model, int many, String ruleNames, Instant expires)
      throws SQLException {
    String copy =
        "insert into tg_binding select (jsonb_populate_record(b, jsonb_build_object('id',"
            + " ?::text, 'subject_id', ?::text, 'expires_at', ?::bigint, 'rule_names',"
            + " coalesce(?::text, b.rule_names)))).* from tg_binding b where b.id = ?";
    String row =
        "insert into tg_subject (id, realm_id, subject_id) select encode(sha256(convert_to("
            + " length(realm_id) || ':' || realm_id || length(?::text) || ':' || ?::text,"
            + " 'UTF8')), 'hex'), realm_id, ?::text from tg_binding where id = ?";
    try (PreparedStatement bindings = database.prepareStatement(copy);
        PreparedStatement subjects = database.prepareStatement(row)) {
      for (int i = 0; i < many; i++) {
        String subject = UUID.randomUUID().toString();
        bindings.setString(1, "copy-" + subject.substring(0, 30));
        bindings.setString(2, subject);
        bindings.setLong(3, expires.toEpochMilli());
        bindings.setString(4, ruleNames);
        bindings.setString(5, model);
        bindings.addBatch();
        for (int field = 1; field <= 3; field++) {
          subjects.setString(field, subject);
        }
        subjects.setString(4, model);
        subjects.addBatch();
      }
      subjects.executeBatch();
      bindings.executeBatch();
    }
  }

  private void execute(String sql) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      statement.execute();
    }
  }
}
