package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.settings.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes notes as the settings say. */
record NoteWriter(String method, PathTemplate path, NoteTemplate body) {

  /**
   * The configured writer; empty when the settings configure no notes.
   *
   * @throws IllegalArgumentException with a sentence that names the setting
   */
  static Optional<NoteWriter> of(Settings settings) {
    Optional<String> path = settings.text(RestSettings.NOTE_PATH);
    Optional<String> body = settings.text(RestSettings.NOTE_BODY);
    if (path.isPresent() != body.isPresent()) {
      throw new IllegalArgumentException("Set both notePath and noteBody, or neither.");
    }
    String method =
        settings.oneOf(
            RestSettings.NOTE_METHOD, RestSettings.NOTE_METHODS, RestSettings.NOTE_METHODS.get(0));
    return path.map(
        text ->
            new NoteWriter(
                method,
                PathTemplate.parse(RestSettings.NOTE_PATH, text, Set.of(PathTemplate.KEY)),
                NoteTemplate.parse(RestSettings.NOTE_BODY, body.orElseThrow())));
  }

  void write(JsonApi api, String key, String note) {
    Map<String, String> values = Map.of(PathTemplate.KEY, key);
    api.send(method, path.path(values), path.query(values), body.filled(note, key));
  }
}
