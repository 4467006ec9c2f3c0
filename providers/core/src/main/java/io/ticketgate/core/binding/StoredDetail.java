package io.ticketgate.core.binding;

import io.ticketgate.core.ticket.Occasion;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what a history entry has stored of its detail. */
final class StoredDetail {

  private StoredDetail() {}

  /** As {@link Detail#of}. */
  static Detail of(String code, Map<String, String> facts) {
    Detail known =
        switch (code) {
          case Detail.Reason.CODE -> reason(facts.get("text"));
          case Detail.TicketRead.CODE -> ticketRead(facts.get("version"), facts.get("occasion"));
          case Detail.LateSubject.CODE -> new Detail.LateSubject();
          case Detail.Registered.CODE -> registered(facts);
          case Detail.Adopted.CODE -> new Detail.Adopted();
          case Detail.TicketGone.CODE -> new Detail.TicketGone();
          case Detail.BrokenGlass.CODE -> dated(facts.get("reviewDueAt"), Detail.BrokenGlass::new);
          case Detail.ReviewOverdue.CODE ->
              dated(facts.get("reviewDueAt"), Detail.ReviewOverdue::new);
          case Detail.EmergencyReviewed.CODE -> emergencyReviewed(facts);
          case Detail.Reviewed.CODE -> reviewed(facts);
          case Detail.Renamed.CODE -> renamed(facts.get("approved"), facts.get("now"));
          case Detail.Extended.CODE ->
              extended(facts.get("before"), facts.get("until"), facts.get("version"));
          case Detail.ReviewDemanded.CODE ->
              reviewDemanded(facts.get("rule"), facts.get("check"), facts.get("reviewDueAt"));
          case Detail.HandedOver.CODE -> handedOver(facts);
          case Detail.OwnerWithoutRole.CODE ->
              ownerWithoutRole(facts.get("owner"), facts.get("role"), facts.get("rule"));
          case Detail.StartRefused.CODE -> startRefused(facts.get("reason"));
          case Detail.NotFulfilled.CODE -> notFulfilled(facts.get("rule"), facts.get("check"));
          default -> null;
        };
    return known != null
        ? known
        : new Detail.Plain(facts.isEmpty() ? code : code + " " + new TreeMap<>(facts));
  }

  private static @Nullable Detail reason(@Nullable String text) {
    return text == null ? null : new Detail.Reason(text);
  }

  private static @Nullable Detail registered(Map<String, String> facts) {
    return Arrays.stream(Detail.Registered.Registrar.values())
        .filter(by -> by.word().equals(facts.get("by")))
        .findFirst()
        .map(by -> new Detail.Registered(by, facts.getOrDefault("initialAccessToken", "")))
        .orElse(null);
  }

  private static @Nullable Detail dated(@Nullable String date, Function<String, Detail> detail) {
    return date == null ? null : detail.apply(date);
  }

  private static @Nullable Detail emergencyReviewed(Map<String, String> facts) {
    String outcome = facts.get("outcome");
    return outcome == null
        ? null
        : new Detail.EmergencyReviewed(
            outcome,
            facts.getOrDefault("ticket", ""),
            Boolean.parseBoolean(facts.get("late")),
            facts.getOrDefault("comment", ""));
  }

  private static @Nullable Detail reviewed(Map<String, String> facts) {
    String next = facts.get("reviewDueAt");
    try {
      return Arrays.stream(Detail.Reviewed.Outcome.values())
          .filter(outcome -> outcome.word().equals(facts.get("outcome")))
          .findFirst()
          .map(
              outcome ->
                  new Detail.Reviewed(
                      outcome,
                      facts.get("comment"),
                      facts.get("riskAnalysis"),
                      next == null ? null : Instant.parse(next)))
          .orElse(null);
    } catch (DateTimeParseException unreadable) {
      return null;
    }
  }

  private static @Nullable Detail renamed(@Nullable String approved, @Nullable String now) {
    return approved == null || now == null ? null : new Detail.Renamed(approved, now);
  }

  private static @Nullable Detail extended(
      @Nullable String before, @Nullable String until, @Nullable String version) {
    return before == null || until == null || version == null
        ? null
        : new Detail.Extended(before, until, version);
  }

  private static @Nullable Detail notFulfilled(@Nullable String rule, @Nullable String check) {
    return rule == null || check == null ? null : new Detail.NotFulfilled(rule, check);
  }

  private static @Nullable Detail startRefused(@Nullable String reason) {
    return reason == null ? null : new Detail.StartRefused(reason);
  }

  private static @Nullable Detail handedOver(Map<String, String> facts) {
    String owner = facts.get("owner");
    return owner == null
        ? null
        : new Detail.HandedOver(
            facts.getOrDefault("before", ""),
            owner,
            facts.getOrDefault("ticket", ""),
            facts.getOrDefault("comment", ""));
  }

  private static @Nullable Detail ownerWithoutRole(
      @Nullable String owner, @Nullable String role, @Nullable String rule) {
    return owner == null || role == null || rule == null
        ? null
        : new Detail.OwnerWithoutRole(owner, role, rule);
  }

  private static @Nullable Detail reviewDemanded(
      @Nullable String rule, @Nullable String check, @Nullable String due) {
    return rule == null || check == null || due == null
        ? null
        : new Detail.ReviewDemanded(rule, check, due);
  }

  private static @Nullable Detail ticketRead(@Nullable String version, @Nullable String word) {
    return version == null || word == null
        ? null
        : Occasion.ofWord(word)
            .map(occasion -> new Detail.TicketRead(version, occasion))
            .orElse(null);
  }
}
