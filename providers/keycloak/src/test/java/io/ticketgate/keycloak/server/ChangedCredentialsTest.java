package io.ticketgate.keycloak.server;

import static io.ticketgate.keycloak.TestRealm.ago;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.IssuedCredential;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.realm.CredentialMarks;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.store.UnboundGrants;
import io.ticketgate.keycloak.store.UnboundGrants.Grant;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.ClientModel;

class ChangedCredentialsTest {

  private final TestRealm realm = new TestRealm();
  private Subject client = new Subject(Subject.Kind.CLIENT, "none", "none");
  private Entitlement credential = ABinding.role("none", "none");

  @BeforeEach
  void aProtectedClient() {
    realm.jobs.run(
        realm.id,
        gate -> {
          ClientModel model = gate.realm().addClient("ci-1");
          model.setSecret("first");
          client = new Subject(Subject.Kind.CLIENT, model.getId(), "ci-1");
          credential = Entitlements.credential(model);
          TestItsm.rule(gate.realm(), "ci", "", Map.of("protects.clientCredentials", "ci-*"));
        });
  }

  private ClientModel model(RealmGate gate) {
    return gate.realm().getClientById(client.id());
  }

  /** A live binding under which the client got what it authenticates with now. */
  private Binding issued(String key) {
    return realm
        .jobs
        .in(
            realm.id,
            gate -> {
              Binding made =
                  new ABinding()
                      .of(client)
                      .for_(credential)
                      .under(key)
                      .made(ago(Duration.ofMinutes(1)))
                      .until(ago(Duration.ofHours(-1)))
                      .make()
                      .withIssued(
                          new IssuedCredential(
                              Set.of(CredentialMarks.whole(gate.session(), model(gate))),
                              ago(Duration.ofMinutes(1)),
                              null));
              gate.bindings().lockSubject(client);
              gate.bindings().insert(made);
              return made;
            })
        .orElseThrow();
  }

  private void secret(String secret) {
    realm.jobs.run(realm.id, gate -> model(gate).setSecret(secret));
  }

  private List<Consumer<RealmGate>> found() {
    return realm
        .jobs
        .in(realm.id, gate -> new ChangedCredentials(gate).found(Set.of(), new HashSet<>()))
        .orElseThrow();
  }

  private Set<Grant> reportedAfter(List<Consumer<RealmGate>> actions) {
    actions.forEach(action -> realm.jobs.run(realm.id, action));
    return realm
        .jobs
        .in(
            realm.id,
            gate -> new UnboundGrants(gate.session(), realm.id).knownBeside(Set.of()).keySet())
        .orElseThrow();
  }

  @Test
  void whatNoTicketAccountsForIsReported() {
    issued("CHG-1");
    secret("past the gate");

    assertThat(reportedAfter(found())).containsExactly(new Grant(client.id(), credential.id()));
  }

  @Test
  void whatATicketAccountsForIsNotEvenFound() {
    issued("CHG-1");

    assertThat(found()).isEmpty();
  }

  @Test
  void whatIsAccountedForBySoonAfterTheFirstLookIsNotReported() {
    issued("CHG-1");
    secret("second");
    List<Consumer<RealmGate>> found = found();
    assertThat(found).hasSize(1);

    issued("CHG-2");

    assertThat(reportedAfter(found)).isEmpty();
  }

  @Test
  void whatWaitsForTheCleanUpOfAnEndIsNotReported() {
    issued("CHG-1");
    secret("second");
    Binding second = issued("CHG-2");
    realm.jobs.run(
        realm.id,
        gate ->
            gate.bindings()
                .end(
                    new Selection.These(Set.of(second.id())),
                    Ending.by(EndCause.TICKET_CLOSED, ago(Duration.ZERO))));
    List<Consumer<RealmGate>> found = found();
    assertThat(found).hasSize(1);

    assertThat(reportedAfter(found)).isEmpty();
  }
}
