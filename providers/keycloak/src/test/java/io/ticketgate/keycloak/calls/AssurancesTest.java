package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.token.Assurance;
import io.ticketgate.keycloak.Fake;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;

/** What Keycloak notes in sessions of how strongly people have authenticated. */
class AssurancesTest {

  private static final Instant NOON = Instant.ofEpochSecond(1_800_000_000);

  private final Map<String, String> realm = new HashMap<>();
  private final Map<String, String> notes = new HashMap<>();
  private final Map<String, String> clientNotes = new HashMap<>();

  private Assurance read() {
    UserSessionModel session = Fake.of(UserSessionModel.class, new Noted(notes), new Started());
    return Assurances.of(
        Fake.of(RealmModel.class, new Attributes(realm)),
        Fake.of(AuthenticatedClientSessionModel.class, new Noted(clientNotes), new Part(session)));
  }

  @Test
  void areReadWithTheirTimes() {
    realm.put("acr.loa.map", "{\"gold\":2}");
    clientNotes.put("level-of-authentication", "2");
    notes.put("loa-map", "{\"1\":1799999000,\"2\":1799999900}");
    notes.put("AUTH_TIME", "1799999990");

    assertThat(read())
        .isEqualTo(
            new Assurance(
                2,
                Map.of(1, NOON.minusSeconds(1000), 2, NOON.minusSeconds(100)),
                NOON.minusSeconds(10),
                Map.of("gold", 2)));
  }

  @Test
  void ofALoginWithoutLevelsNothingIsKnownButWhen() {
    assertThat(read()).isEqualTo(new Assurance(-1, Map.of(), NOON, Map.of()));
    assertThat(Assurances.of(Fake.of(RealmModel.class), null)).isEqualTo(Assurance.NONE);
  }

  @Test
  void whatCannotBeReadWasLongAgo() {
    notes.put("loa-map", "two");
    assertThat(read().reached()).isEqualTo(Map.of(Integer.MAX_VALUE, Instant.EPOCH));
  }

  /** Notes of a session; reached by {@link Fake}, as those below. */
  public record Noted(Map<String, String> notes) {
    public @Nullable String getNote(String name) {
      return notes.get(name);
    }
  }

  /** When a session began. */
  public record Started() {
    public int getStarted() {
      return (int) NOON.getEpochSecond();
    }
  }

  /** The session of which a client has a part. */
  public record Part(UserSessionModel of) {
    public UserSessionModel getUserSession() {
      return of;
    }
  }

  /** Attributes of a realm. */
  public record Attributes(Map<String, String> all) {
    public @Nullable String getAttribute(String name) {
      return all.get(name);
    }
  }
}
