package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.http.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How a note is written. */
record Notes(String method, PathTemplate path, NoteTemplate body) {

  /**
   * What the settings say; empty when no notes are written.
   *
   * @throws IllegalArgumentException with a sentence that names the setting
   */
  static Optional<Notes> of(Settings settings) {
    Optional<String> path = settings.text(RestSettings.NOTE_PATH);
    Optional<String> body = settings.text(RestSettings.NOTE_BODY);
    if (path.isPresent() != body.isPresent()) {
      throw new IllegalArgumentException("notePath and noteBody are given both, or neither.");
    }
    String method = settings.text(RestSettings.NOTE_METHOD, "POST");
    if (!List.of("POST", "PUT", "PATCH").contains(method)) {
      throw new IllegalArgumentException("noteMethod is POST, PUT or PATCH.");
    }
    return path.map(
        text ->
            new Notes(
                method,
                PathTemplate.parse(RestSettings.NOTE_PATH, text, Set.of(PathTemplate.KEY)),
                NoteTemplate.parse(RestSettings.NOTE_BODY, body.orElseThrow())));
  }

  void write(JsonApi api, String key, String note) {
    Map<String, String> values = Map.of(PathTemplate.KEY, key);
    api.send(method, path.path(values), path.query(values), body.filled(note, key));
  }
}
