package io.ticketgate.keycloak.write.change;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An update of one row. */
record FakeUpdate(Map<String, Object> old, Map<String, Object> now) implements Rows.Update {

  static FakeUpdate of(String property, Object old, Object now) {
    return new FakeUpdate(Map.of(property, old), Map.of(property, now));
  }

  static FakeUpdate ofNothing() {
    return new FakeUpdate(Map.of(), Map.of());
  }

  @Override
  public @Nullable Object before(String property) {
    return old.get(property);
  }

  @Override
  public @Nullable Object after(String property) {
    return now.get(property);
  }
}
