package io.ticketgate.core.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.token.SessionEnd.Known;
import io.ticketgate.core.token.SessionEnd.LivesOn;
import io.ticketgate.core.token.SessionEnd.OfClients;
import io.ticketgate.core.token.SessionEnd.Whole;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionEndTest {

  private static final Set<String> LOST = Set.of("r-admin", "r-part");

  private static Known online(Map<String, Set<String>> carried) {
    return new Known(false, List.of("c-app", "c-portal"), carried);
  }

  private static Known offline(Map<String, Set<String>> carried) {
    return new Known(true, List.of("c-app", "c-portal"), carried);
  }

  @Test
  void aSessionThatCarriedNothingLivesOn() {
    assertThat(SessionEnd.of(online(Map.of()), LOST)).isEqualTo(new LivesOn());
    assertThat(SessionEnd.of(offline(Map.of()), LOST)).isEqualTo(new LivesOn());
  }

  @Test
  void aSessionThatCarriedAnotherRoleLivesOn() {
    Map<String, Set<String>> other = Map.of("c-app", Set.of("r-other"));

    assertThat(SessionEnd.of(online(other), LOST)).isEqualTo(new LivesOn());
  }

  @Test
  void aSessionEndsAsAWholeWhicheverClientCarriedOneOfTheRoles() {
    Map<String, Set<String>> carried =
        Map.of("c-app", Set.of("r-other"), "c-portal", Set.of("r-other", "r-part"));

    assertThat(SessionEnd.of(online(carried), LOST)).isEqualTo(new Whole());
  }

  @Test
  void whatOtherClientsHaveOfAnOfflineSessionLivesOn() {
    Map<String, Set<String>> carried =
        Map.of("c-app", Set.of("r-admin"), "c-portal", Set.of("r-other"));

    assertThat(SessionEnd.of(offline(carried), LOST)).isEqualTo(new OfClients(Set.of("c-app")));
  }

  @Test
  void anOfflineSessionEndsWithTheLastOfItsClients() {
    Map<String, Set<String>> carried =
        Map.of("c-app", Set.of("r-admin"), "c-portal", Set.of("r-part"), "c-gone", LOST);

    assertThat(SessionEnd.of(offline(carried), LOST)).isEqualTo(new Whole());
  }

  @Test
  void everySessionEndsWhereNobodyKnowsWhichCarriedWhat() {
    assertThat(SessionEnd.of(online(Map.of()), null)).isEqualTo(new Whole());
    assertThat(SessionEnd.of(offline(Map.of()), null)).isEqualTo(new Whole());
    assertThat(SessionEnd.of(new Known(true, List.of("c-app"), null), LOST)).isEqualTo(new Whole());
  }
}
