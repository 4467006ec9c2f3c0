package io.ticketgate.keycloak.server;

import com.fasterxml.jackson.core.type.TypeReference;
import io.ticketgate.keycloak.calls.BackChannelLogout.Logout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.util.JsonSerialization;

/** Logouts that are to be sent, as text. */
final class LogoutJson {

  private LogoutJson() {}

  static @Nullable String write(List<Logout> logouts) {
    try {
      return logouts.isEmpty() ? null : JsonSerialization.writeValueAsString(logouts);
    } catch (IOException unwritable) {
      throw new IllegalStateException("Logouts cannot be written.", unwritable);
    }
  }

  static List<Logout> read(@Nullable String text) {
    try {
      return text == null
          ? List.of()
          : JsonSerialization.readValue(text, new TypeReference<List<Logout>>() {});
    } catch (IOException unreadable) {
      throw new IllegalStateException("Logouts that were written cannot be read.", unreadable);
    }
  }

  /** Both, and what is in both once. */
  static List<Logout> joined(List<Logout> some, List<Logout> more) {
    List<Logout> joined = new ArrayList<>(some);
    more.stream().filter(each -> some.stream().noneMatch(each::same)).forEach(joined::add);
    return joined;
  }
}
