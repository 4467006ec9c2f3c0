package io.ticketgate.keycloak.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON columns of a job. Written and read here only. */
final class AdoptionJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private AdoptionJson() {}

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A job could not be written.", impossible);
    }
  }

  static AdoptionPosition position(String text) {
    try {
      return MAPPER.readValue(text, AdoptionPosition.class);
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException("The position of a job cannot be read.", unreadable);
    }
  }

  static List<AdoptionFailure> failures(@Nullable String text) {
    if (text == null) {
      return List.of();
    }
    try {
      return MAPPER.readValue(text, new TypeReference<List<AdoptionFailure>>() {});
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException("The failures of a job cannot be read.", unreadable);
    }
  }
}
