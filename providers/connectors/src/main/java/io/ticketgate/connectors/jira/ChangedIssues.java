package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.Changes.Changed;
import io.ticketgate.spi.ItsmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists issues that have changed, oldest change first.
 *
 * <p>A page is named {@code minute|place}: the minute that the query begins with, as it stands in
 * the query, and the place in its result, which is the Cloud's token or Data Center's number.
 */
final class ChangedIssues {

  private static final String PAGE = "100";

  private final JiraApi api;
  private final JiraSettings settings;

  ChangedIssues(JiraApi api, JiraSettings settings) {
    this.api = api;
    this.settings = settings;
  }

  Changes since(Instant since, @Nullable String page) {
    String minute;
    String place;
    if (page == null) {
      minute = JqlTime.minute(since, zone());
      place = "";
    } else {
      int bar = page.indexOf('|');
      if (bar < 0) {
        throw new ItsmException.Malformed(
            "The next page of changes is not one of Jira. The gate starts again.", null);
      }
      minute = page.substring(0, bar);
      place = page.substring(bar + 1);
    }
    return settings.deployment() == Deployment.CLOUD
        ? cloud(since, minute, place)
        : dataCenter(since, minute, place);
  }

  private Changes cloud(Instant since, String minute, String token) {
    Map<String, String> query = query(minute);
    if (!token.isEmpty()) {
      query.put("nextPageToken", token);
    }
    JsonNode result = api.platform("/search/jql", query).body();
    List<Changed> changed = changed(result, since);
    String next = result.path("nextPageToken").asText("");
    boolean last = result.path("isLast").asBoolean(next.isEmpty());
    if (!last && (next.isEmpty() || next.equals(token))) {
      throw new ItsmException.Malformed(
          "Jira's list of changed issues does not end. Check baseUrl and its proxy.", null);
    }
    return new Changes(changed, last ? null : minute + "|" + next);
  }

  private Changes dataCenter(Instant since, String minute, String place) {
    Map<String, String> query = query(minute);
    int start = place.isEmpty() ? 0 : Integer.parseInt(place);
    query.put("startAt", String.valueOf(start));
    JsonNode result = api.platform("/search", query).body();
    List<Changed> changed = changed(result, since);
    int read = result.path("issues").size();
    if (!result.path("total").isIntegralNumber()) {
      throw new ItsmException.Malformed(
          "Jira's list of changed issues has no total. Check baseUrl and its proxy.", null);
    }
    if (read == 0 || start + read >= result.path("total").intValue()) {
      return new Changes(changed, null);
    }
    return new Changes(changed, nextOf(result.path("issues"), minute, start + read));
  }

  // An issue that changes meanwhile moves to the end and the others move up, so counting alone
  // could skip one. The next page begins with the last minute of this one and counts from there.
  private String nextOf(JsonNode issues, String minute, int place) {
    ZoneId zone = zone();
    if (zone == null) {
      return minute + "|" + place;
    }
    String last = JqlTime.minute(updated(issues.get(issues.size() - 1)), zone);
    return last.compareTo(minute) > 0 ? last + "|0" : minute + "|" + place;
  }

  private Map<String, String> query(String minute) {
    String projects =
        settings.projects().stream()
            .map(project -> '"' + project + '"')
            .collect(Collectors.joining(", "));
    Map<String, String> query = new LinkedHashMap<>();
    query.put(
        "jql",
        "project in ("
            + projects
            + ") AND updated >= \""
            + minute
            + "\" ORDER BY updated ASC, key ASC");
    query.put("fields", "updated");
    query.put("maxResults", PAGE);
    return query;
  }

  private static List<Changed> changed(JsonNode result, Instant since) {
    if (!result.path("issues").isArray()) {
      throw new ItsmException.Malformed(
          "Jira did not answer with a list of changed issues. Check baseUrl and its proxy.", null);
    }
    List<Changed> changed = new ArrayList<>();
    for (JsonNode issue : result.path("issues")) {
      Instant at = updated(issue);
      if (!at.isBefore(since)) {
        changed.add(new Changed(issue.path("key").asText(""), at));
      }
    }
    return changed;
  }

  private static Instant updated(JsonNode issue) {
    return JiraTimes.time(issue.path("fields").path("updated").asText(""))
        .filter(at -> issue.path("key").isTextual())
        .orElseThrow(
            () ->
                new ItsmException.Malformed(
                    "Jira lists a changed issue without its key or time. Check its proxy.", null));
  }

  // Jira reads a JQL time in the time zone of the account.
  private @Nullable ZoneId zone() {
    String zone = api.myself().path("timeZone").asText("");
    try {
      return zone.isEmpty() ? null : ZoneId.of(zone);
    } catch (DateTimeException unknown) {
      return null;
    }
  }
}
