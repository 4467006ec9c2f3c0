package io.ticketgate.keycloak;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/** A session of a user, as {@link Fake} answers it. */
public final class ASession {

  private final String id;
  private final String userId;
  private final boolean offline;
  private final Map<String, String> notes = new HashMap<>();

  private ASession(String id, String userId, boolean offline) {
    this.id = id;
    this.userId = userId;
    this.offline = offline;
  }

  public static UserSessionModel of(String id, String userId, boolean offline) {
    return Fake.of(UserSessionModel.class, new ASession(id, userId, offline));
  }

  /** Reached by {@link Fake}. */
  public final class Owner {
    public String getId() {
      return userId;
    }
  }

  public String getId() {
    return id;
  }

  public UserModel getUser() {
    return Fake.of(UserModel.class, new Owner());
  }

  /** In seconds since 1970. */
  public int getStarted() {
    return 1_000;
  }

  public boolean isOffline() {
    return offline;
  }

  public @Nullable String getNote(String name) {
    return notes.get(name);
  }

  public void setNote(String name, String value) {
    notes.put(name, value);
  }

  public Map<String, String> getNotes() {
    return notes;
  }

  public Map<String, AuthenticatedClientSessionModel> getAuthenticatedClientSessions() {
    return Map.of();
  }
}
