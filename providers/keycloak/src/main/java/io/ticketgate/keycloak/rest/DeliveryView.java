package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ticketgate.keycloak.store.Outbox.Delivery;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event for a subscriber, and what became of it.
 *
 * @param id of the delivery, by which pages go on
 * @param eventId id of the event, which every subscriber of it gets
 * @param subject what it happened to
 * @param status {@code waiting}, {@code delivered} or {@code dead}
 * @param nextTryAt absent unless it waits
 * @param failure why the last try failed, in one word
 * @param message the same in a sentence
 * @param event the CloudEvent; absent in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeliveryView(
    String id,
    String eventId,
    String type,
    String subject,
    String status,
    String createdAt,
    @Nullable String nextTryAt,
    int tries,
    @Nullable String endedAt,
    @Nullable String failure,
    @Nullable String message,
    @Nullable JsonNode event) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static DeliveryView listed(Delivery delivery) {
    return of(delivery, null);
  }

  static DeliveryView whole(Delivery delivery) {
    try {
      return of(delivery, JSON.readTree(delivery.body()));
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("An event in the outbox is no JSON.", broken);
    }
  }

  private static DeliveryView of(Delivery delivery, @Nullable JsonNode event) {
    return new DeliveryView(
        String.valueOf(delivery.number()),
        delivery.eventId(),
        delivery.type(),
        delivery.about(),
        delivery.status().name().toLowerCase(Locale.ROOT),
        delivery.createdAt().toString(),
        text(delivery.nextTryAt()),
        delivery.tries(),
        text(delivery.endedAt()),
        delivery.failure(),
        delivery.message(),
        event);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
