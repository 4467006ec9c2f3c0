package io.ticketgate.connectors.rest;

import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a ticket from the answers of the ITSM. */
final class TicketReader {

  static final String KEY = "{key}";

  private static final Set<String> NOT_DELETED = Set.of("0", "false");

  private final Mapping mapping;
  private final Values values;
  private final URI base;

  TicketReader(Mapping mapping, URI base) {
    this.mapping = mapping;
    this.values = mapping.values();
    this.base = base;
  }

  /**
   * The ticket.
   *
   * @throws ItsmException.NotFound when the ITSM answered with another ticket
   * @throws ItsmException.Malformed when a field is missing
   */
  Ticket read(TicketRef ref, Answers answers) {
    requireSame(ref, answers);
    String state = required(Fields.STATE, answers);
    try {
      return new Ticket(
          ref,
          type(answers),
          shown(state),
          mapping.openStates().contains(state) && !deleted(answers),
          Versions.newest(mapping, answers),
          person(Fields.REQUESTER, answers),
          person(Fields.REQUESTED_FOR, answers),
          entitlements(answers),
          new ApprovalRecords(mapping).read(answers),
          text(Fields.JUSTIFICATION, answers).orElse(null),
          text(Fields.RISK, answers).map(risk -> word(Fields.RISK, risk)).orElse(null),
          text(Fields.CONFIGURATION_ITEM, answers).orElse(null),
          time(Fields.PLANNED_START, answers),
          time(Fields.PLANNED_END, answers),
          link(ref));
    } catch (IllegalArgumentException contradiction) {
      throw new ItsmException.Malformed(
          "Ticket "
              + ref
              + " contradicts itself: "
              + contradiction.getMessage()
              + " Correct it in the ITSM.",
          contradiction);
    }
  }

  /**
   * A ticket that is known, from the ticket's own answer alone; empty unless that shows that it is
   * closed.
   */
  Optional<Ticket> closed(TicketRef ref, Answers own, @Nullable Ticket known) {
    Place state = Objects.requireNonNull(mapping.fields().get(Fields.STATE));
    boolean alone =
        mapping.versions().stream().allMatch(place -> place.answer().equals(Place.TICKET));
    if (known == null || !alone || !state.answer().equals(Place.TICKET)) {
      return Optional.empty();
    }
    requireSame(ref, own);
    String now = required(Fields.STATE, own);
    return mapping.openStates().contains(now)
        ? Optional.empty()
        : Optional.of(known.closed(shown(now), Versions.newest(mapping, own)));
  }

  private String shown(String state) {
    return mapping.words().getOrDefault(Fields.STATE, Map.of()).getOrDefault(state, state);
  }

  // A system that follows merges answers with the ticket that has absorbed the other.
  private void requireSame(TicketRef ref, Answers answers) {
    if (!required(Fields.ID, answers).equals(ref.key())) {
      throw new ItsmException.NotFound(
          ref.system()
              + " answered with another ticket than "
              + ref
              + ". If the two were merged, use the other one.",
          null);
    }
  }

  private boolean deleted(Answers answers) {
    return mapping.fields().containsKey(Fields.DELETED)
        && text(Fields.DELETED, answers).filter(NOT_DELETED::contains).isEmpty();
  }

  private String type(Answers answers) {
    String always = mapping.ticketType();
    return always == null ? word(Fields.TYPE, required(Fields.TYPE, answers)) : always;
  }

  private List<EntitlementName> entitlements(Answers answers) {
    Place place = mapping.fields().get(Fields.ENTITLEMENTS);
    return place == null
        ? List.of()
        : mapping.entitlements().read(values.texts(place, answers.at(place)));
  }

  private Optional<String> text(String field, Answers answers) {
    Place place = mapping.fields().get(field);
    return place == null ? Optional.empty() : values.text(place, answers.at(place));
  }

  private String required(String field, Answers answers) {
    return text(field, answers)
        .orElseThrow(
            () ->
                new ItsmException.Malformed(
                    "The ticket has no " + field + ". Correct fields, or the ticket.", null));
  }

  private @Nullable String person(String field, Answers answers) {
    return text(field, answers).filter(name -> !mapping.nobody().contains(name)).orElse(null);
  }

  private @Nullable Instant time(String field, Answers answers) {
    Place place = mapping.fields().get(field);
    return place == null ? null : values.time(place, answers.at(place)).orElse(null);
  }

  // Rules decide by type and risk, so a value without a word must not pass as a harmless one.
  private String word(String field, String value) {
    Map<String, String> words = mapping.words().getOrDefault(field, Map.of());
    String word = words.get(value);
    if (word == null && !words.isEmpty()) {
      throw new ItsmException.Malformed(
          "The setting values has no word for the ticket's " + field + ". Add one.", null);
    }
    return word == null ? value : word;
  }

  // A key has no characters that have a meaning in a URL.
  private @Nullable String link(TicketRef ref) {
    String path = mapping.linkPath();
    return path == null ? null : base + path.replace(KEY, ref.key());
  }
}
