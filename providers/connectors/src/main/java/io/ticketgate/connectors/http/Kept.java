package io.ticketgate.connectors.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is costly to make, kept for each component for as long as its settings stay the same.
 *
 * @param <T> what is kept
 */
final class Kept<T> {

  // Another node may have removed the component, of which this node hears nothing.
  private static final Duration LONGEST_UNUSED = Duration.ofHours(1);

  private record Entry<T>(String fingerprint, T value, Instant used) {}

  private final Map<String, Entry<T>> entries = new ConcurrentHashMap<>();
  private final Consumer<T> closing;
  private final Clock clock;

  Kept(Consumer<T> closing, Clock clock) {
    this.closing = closing;
    this.clock = clock;
  }

  /**
   * @param fingerprint of the settings: no event tells this node that another one updated them
   */
  T of(String componentId, String fingerprint, Supplier<T> make) {
    Instant now = clock.instant();
    closeUnused(now);
    return entries
        .compute(
            componentId,
            (id, present) -> {
              if (present != null && present.fingerprint().equals(fingerprint)) {
                return new Entry<>(fingerprint, present.value(), now);
              }
              T made = make.get();
              close(present);
              return new Entry<>(fingerprint, made, now);
            })
        .value();
  }

  void close(String componentId) {
    close(entries.remove(componentId));
  }

  void close() {
    entries.keySet().forEach(this::close);
  }

  private void closeUnused(Instant now) {
    entries.forEach(
        (id, entry) -> {
          if (entry.used().plus(LONGEST_UNUSED).isBefore(now) && entries.remove(id, entry)) {
            close(entry);
          }
        });
  }

  private void close(@Nullable Entry<T> entry) {
    if (entry != null) {
      closing.accept(entry.value());
    }
  }
}
