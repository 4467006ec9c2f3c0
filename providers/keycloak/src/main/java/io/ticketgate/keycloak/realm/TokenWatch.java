package io.ticketgate.keycloak.realm;

import io.ticketgate.core.binding.Watch;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Since when the gate has looked at every token, as this node knows it. Thread-safe. */
public final class TokenWatch implements Watch {

  private volatile @Nullable Instant since;

  @Override
  public @Nullable Instant since() {
    return since;
  }

  /** Tells since when. */
  public void since(Instant known) {
    since = known;
  }
}
