package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests for a grant that is there already: what was answered lasts as long as its ticket. */
@ExtendWith(KeycloakExtension.class)
class FoundGrantsIT {

  private RealmFixture realm;
  private Story story;
  private InMemoryDirectoryServer directory;
  private String lydia;
  private String group;

  @BeforeEach
  void prepare(KeycloakServer server) throws LDAPException, LDIFException {
    realm = server.newRealm();
    directory = ClosingIT.directory();
    story = new Story(realm);
    ClosingIT.federate(realm, directory.getListenPort());
    group = realm.api("/groups").post(Map.of("name", "dba")).expect(201).createdId();
    realm
        .api("/groups/" + group + "/role-mappings/realm")
        .post(List.of(realm.role(Story.ROLE)))
        .expect(204);
    story.rule(Map.of());
    realm.api("/users?search=lydia").get().expect(200);
    lydia = realm.userId("lydia");
  }

  @AfterEach
  void stop() {
    directory.shutDown(true);
  }

  private Answer assign(Pushed ticket) {
    return realm.mappings(lydia).ticket(ticket.ref()).post(List.of(realm.role(Story.ROLE)));
  }

  private Answer join(Pushed ticket) {
    return realm.api("/users/" + lydia + "/groups/" + group).ticket(ticket.ref()).put("");
  }

  private boolean hasRole() {
    return realm
        .api("/users/" + lydia + "/role-mappings/realm/composite")
        .get()
        .expect(200)
        .json()
        .findValuesAsText("name")
        .contains(Story.ROLE);
  }

  private List<String> live() {
    return realm
        .gate("/bindings?user=lydia&status=ACTIVE")
        .get()
        .expect(200)
        .json()
        .findValuesAsText("ticket");
  }

  /**
   * The ticket closes, and the directory is away so that lydia is cleaned up after five seconds.
   */
  private void closedAndNotCleanedUp(Pushed ticket) throws LDAPException {
    directory.shutDown(true); // with connections that Keycloak keeps open
    ticket.closing().expect(200);
    directory.startListening();
    // Keycloak 26.4 caches that lydia could not be written to.
    realm.api("/clear-user-cache").post("").expect(204);
    assertThat(ticket.read().path("cleaningUp").asInt()).isEqualTo(1);
  }

  private void staysUnderTheOther(Function<Pushed, Answer> act) throws LDAPException {
    Pushed first = story.ticketFor("lydia").push();
    Pushed other = story.ticketFor("lydia").push();
    act.apply(first).expect(204);
    closedAndNotCleanedUp(first);

    act.apply(other).expect(204);

    assertThat(live()).containsExactly(other.ref());
    assertThat(Story.within(90, () -> first.read().path("cleaningUp").asInt() == 0)).isTrue();
    assertThat(hasRole()).isTrue();
    other.closing().expect(200);
    assertThat(Story.eventually(() -> !hasRole())).isTrue();
  }

  @Test
  void aRoleThatWaitsForItsCleanUpStaysUnderTheTicketOfTheNextRequest() throws LDAPException {
    staysUnderTheOther(this::assign);
  }

  @Test
  void aMembershipThatWaitsForItsCleanUpStaysUnderTheTicketOfTheNextRequest() throws LDAPException {
    staysUnderTheOther(this::join);
  }

  @Test
  void anAuthorisationIsUsedForARoleThatWaitsForItsCleanUp() throws LDAPException {
    Pushed first = story.ticketFor("lydia").push();
    Pushed other = story.ticketFor("lydia").push();
    assign(first).expect(204);
    story.bind(other, "lydia", Map.of("activate", false)).expect(201);
    closedAndNotCleanedUp(first);

    realm.mappings(lydia).post(List.of(realm.role(Story.ROLE))).expect(204);

    assertThat(live()).containsExactly(other.ref());
    assertThat(Story.within(90, () -> first.read().path("cleaningUp").asInt() == 0)).isTrue();
    assertThat(hasRole()).isTrue();
  }

  @Test
  void withoutATicketWhatWaitsForItsCleanUpIsRefused() throws LDAPException {
    Pushed first = story.ticketFor("lydia").push();
    assign(first).expect(204);
    closedAndNotCleanedUp(first);

    Answer answer = realm.mappings(lydia).post(List.of(realm.role(Story.ROLE)));

    assertThat(answer.status()).as("%s", answer).isEqualTo(403);
    assertThat(answer.body()).contains("ticket_required");
  }

  @Test
  void whatOneTicketGaveIsBoundUnderTheOtherAsWell() {
    for (Function<Pushed, Answer> act :
        List.<Function<Pushed, Answer>>of(this::assign, this::join)) {
      Pushed first = story.ticketFor("lydia").push();
      Pushed other = story.ticketFor("lydia").push();
      act.apply(first).expect(204);

      act.apply(other).expect(204);
      act.apply(other).expect(204);
      realm.mappings(lydia).post(List.of()).expect(204);

      assertThat(live()).containsExactlyInAnyOrder(first.ref(), other.ref());
      first.closing().expect(200);
      assertThat(hasRole()).isTrue();
      other.closing().expect(200);
      assertThat(Story.eventually(() -> !hasRole())).isTrue();
    }
  }
}
