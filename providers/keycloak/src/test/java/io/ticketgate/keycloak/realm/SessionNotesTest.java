package io.ticketgate.keycloak.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.ASession;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keycloak.models.UserSessionModel;

class SessionNotesTest {

  private final UserSessionModel session = ASession.of("s-1", "u-alice", false);

  @Test
  void tellsWhichClientsTokensCarriedWhichRoles() {
    SessionNotes.note(session, "c-app", Set.of("r-admin", "r-part"));
    SessionNotes.note(session, "c-portal", Set.of("r-admin"));

    assertThat(SessionNotes.carried(session, null))
        .isEqualTo(Map.of("c-app", Set.of("r-admin", "r-part"), "c-portal", Set.of("r-admin")));
  }

  @Test
  void writesARoleOnce() {
    assertThat(SessionNotes.note(session, "c-app", Set.of("r-admin"))).isTrue();
    assertThat(SessionNotes.note(session, "c-app", Set.of("r-admin"))).isFalse();
    assertThat(SessionNotes.note(session, "c-app", Set.of("r-admin", "r-part"))).isTrue();
    assertThat(SessionNotes.note(session, "c-app", Set.of())).isFalse();
  }

  @Test
  void nothingIsKnownOfASessionThatBeganBeforeTheGateLooked() {
    SessionNotes.note(session, "c-app", Set.of("r-admin"));
    int began = session.getStarted();

    assertThat(SessionNotes.carried(session, Set.of(SessionNotes.before(began + 1)))).isNull();
    assertThat(SessionNotes.carried(session, Set.of(SessionNotes.before(began)))).isNotNull();
  }

  @Test
  void otherNotesSayNothing() {
    session.setNote("ticket-gate:base", "http://localhost/");
    session.setNote("KC_DEVICE_NOTE", "c-app:r-admin");

    assertThat(SessionNotes.carried(session, null)).isEmpty();
  }
}
