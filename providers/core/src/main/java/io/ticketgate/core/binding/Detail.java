package io.ticketgate.core.binding;

import io.ticketgate.core.ticket.Occasion;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a history entry says beside its cause. A code and its facts are stored; the sentence is made
 * when the entry is shown, so that a better sentence reaches old entries too.
 */
public sealed interface Detail {

  /** The stable code, for example {@code ticket_read}; null for what has none. */
  @Nullable String code();

  /** What the code is about, by name. */
  Map<String, String> facts();

  /** The entry for a reader. */
  String sentence();

  /** Why a person did it, in their own words. */
  record Reason(String text) implements Detail {
    static final String CODE = "reason";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of("text", text);
    }

    @Override
    public String sentence() {
      return text;
    }
  }

  /** Which version of the ticket the gate read, and why it read. */
  record TicketRead(String version, Occasion occasion) implements Detail {
    static final String CODE = "ticket_read";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of("version", version, "occasion", occasion.word());
    }

    @Override
    public String sentence() {
      return "Version " + version + " was read " + occasion.phrase() + ".";
    }
  }

  /** The ITSM has kept saying that there is no such ticket. */
  record TicketGone() implements Detail {
    static final String CODE = "ticket_gone";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of();
    }

    @Override
    public String sentence() {
      return "The ITSM no longer has this ticket.";
    }
  }

  /** The ticket was approved before there was an account of the name that it is for. */
  record LateSubject() implements Detail {
    static final String CODE = "late_subject";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of();
    }

    @Override
    public String sentence() {
      return "The account was made after the ticket had been approved for its name.";
    }
  }

  /**
   * A client was made by dynamic registration.
   *
   * @param by who registered it
   * @param token id of the initial access token; empty for none
   */
  record Registered(Registrar by, String token) implements Detail {
    static final String CODE = "registered";

    /** Who registers a client. */
    public enum Registrar {
      /** A user or service account with an access token, whom the entry names. */
      BEARER,
      INITIAL_ACCESS_TOKEN,
      ANONYMOUS;

      /** In JSON. */
      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return token.isEmpty()
          ? Map.of("by", by.word())
          : Map.of("by", by.word(), "initialAccessToken", token);
    }

    @Override
    public String sentence() {
      return switch (by) {
        case BEARER -> "The client was registered with an access token.";
        case INITIAL_ACCESS_TOKEN ->
            "The client was registered with the initial access token " + token + ".";
        case ANONYMOUS -> "The client was registered by somebody who did not say who they are.";
      };
    }
  }

  /** The grant was there before, and a ticket for what exists covers it from now on. */
  record Adopted() implements Detail {
    static final String CODE = "adopted";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of();
    }

    @Override
    public String sentence() {
      return "The grant was there before, and was adopted under this ticket.";
    }
  }

  /**
   * The role or client has another name than when the binding was made.
   *
   * @param approved what it was called then
   */
  record Renamed(String approved, String now) implements Detail {
    static final String CODE = "identity_changed";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of("approved", approved, "now", now);
    }

    @Override
    public String sentence() {
      return "It was approved for " + approved + ", which is " + now + " now.";
    }
  }

  /**
   * An emergency grant, made without a ticket.
   *
   * @param reviewDueAt until when somebody else has to review it, ISO 8601
   */
  record BrokenGlass(String reviewDueAt) implements Detail {
    static final String CODE = "break_glass";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of("reviewDueAt", reviewDueAt);
    }

    @Override
    public String sentence() {
      return "It is an emergency grant without a ticket, to be reviewed until " + reviewDueAt + ".";
    }
  }

  /**
   * Somebody has reviewed an emergency grant.
   *
   * @param outcome {@code confirmed} or {@code rejected}
   * @param ticket what covers it afterwards; empty for none
   * @param late whether the deadline had passed
   * @param comment of the reviewer; empty for none
   */
  record EmergencyReviewed(String outcome, String ticket, boolean late, String comment)
      implements Detail {
    static final String CODE = "emergency_reviewed";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of(
          "outcome", outcome, "ticket", ticket, "late", String.valueOf(late), "comment", comment);
    }

    @Override
    public String sentence() {
      return "The review "
          + (late ? "came after its deadline, and " : "")
          + outcome
          + " it"
          + (ticket.isEmpty() ? "" : " under ticket " + ticket)
          + (comment.isEmpty() ? "." : ": " + comment);
    }
  }

  /** Nobody has reviewed an emergency grant by its deadline. */
  record ReviewOverdue(String reviewDueAt) implements Detail {
    static final String CODE = "review_overdue";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of("reviewDueAt", reviewDueAt);
    }

    @Override
    public String sentence() {
      return "Nobody had reviewed it by " + reviewDueAt + ".";
    }
  }

  /**
   * Somebody has reviewed it.
   *
   * @param comment the reviewer's own words; null for none
   * @param riskAnalysis reference to the analysis that set the time between reviews; null for none
   * @param next when it is due again; null for never
   */
  record Reviewed(
      Outcome outcome,
      @Nullable String comment,
      @Nullable String riskAnalysis,
      @Nullable Instant next)
      implements Detail {
    /** Its code. */
    public static final String CODE = "reviewed";

    /** What the reviewer decided. */
    public enum Outcome {
      CERTIFIED,
      REVOKED;

      /** The outcome in JSON. */
      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      Map<String, String> facts = new TreeMap<>();
      facts.put("outcome", outcome.word());
      if (comment != null) {
        facts.put("comment", comment);
      }
      if (riskAnalysis != null) {
        facts.put("riskAnalysis", riskAnalysis);
      }
      if (next != null) {
        facts.put("reviewDueAt", next.toString());
      }
      return facts;
    }

    @Override
    public String sentence() {
      StringBuilder said =
          new StringBuilder(
              outcome == Outcome.CERTIFIED
                  ? "The reviewer certified it"
                  : "The reviewer did not certify it");
      said.append(comment == null ? "." : ": " + comment);
      if (riskAnalysis != null) {
        said.append(" (risk analysis ").append(riskAnalysis).append(')');
      }
      if (next != null) {
        said.append(" (next review by ").append(next).append(')');
      }
      return said.toString();
    }
  }

  /**
   * The binding has a later end.
   *
   * @param before the end that it had
   * @param until the end that it has
   * @param version of the ticket that allows it
   */
  record Extended(String before, String until, String version) implements Detail {
    static final String CODE = "extended";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of("before", before, "until", until, "version", version);
    }

    @Override
    public String sentence() {
      return "Its end was moved from "
          + before
          + " to "
          + until
          + " under version "
          + version
          + " of the ticket.";
    }
  }

  /**
   * A rule has changed, and the binding does not fulfil it any more.
   *
   * @param rule its name
   * @param check the first check that fails
   */
  record NotFulfilled(String rule, String check) implements Detail {
    static final String CODE = "not_fulfilled";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of("rule", rule, "check", check);
    }

    @Override
    public String sentence() {
      return "Rule " + rule + " has changed, and check " + check + " fails under it now.";
    }
  }

  /**
   * The grant was to start, and a check failed.
   *
   * @param reason the error code that a request for it would have got
   */
  record StartRefused(String reason) implements Detail {
    static final String CODE = "start_refused";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of("reason", reason);
    }

    @Override
    public String sentence() {
      return "It was to start, and was refused: " + reason + ".";
    }
  }

  /**
   * A rule has changed, the binding does not fulfil it any more, and somebody is to review it.
   *
   * @param rule its name
   * @param check the first check that fails
   * @param reviewDueAt by when it is to be certified, ISO 8601
   */
  record ReviewDemanded(String rule, String check, String reviewDueAt) implements Detail {
    static final String CODE = "review_demanded";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of("rule", rule, "check", check, "reviewDueAt", reviewDueAt);
    }

    @Override
    public String sentence() {
      return "Rule "
          + rule
          + " has changed, check "
          + check
          + " fails under it now, and the binding is to be certified by "
          + reviewDueAt
          + ".";
    }
  }

  /**
   * Somebody else answers for the binding.
   *
   * @param before user name of the former owner; empty for none
   * @param owner user name of the new one
   * @param ticket under which it was handed over; empty where an administrator of the gate did so
   * @param comment of whoever handed it over; empty for none
   */
  record HandedOver(String before, String owner, String ticket, String comment) implements Detail {
    static final String CODE = "handed_over";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of("before", before, "owner", owner, "ticket", ticket, "comment", comment);
    }

    @Override
    public String sentence() {
      return (before.isEmpty() ? "Its owner is " : "It was handed over from " + before + " to ")
          + owner
          + (ticket.isEmpty() ? "" : " under ticket " + ticket)
          + (comment.isEmpty() ? "." : ": " + comment);
    }
  }

  /**
   * Whoever answers for the binding does not hold the role any more that a rule asks of owners.
   *
   * @param owner user name of the owner
   */
  record OwnerWithoutRole(String owner, String role, String rule) implements Detail {
    static final String CODE = "owner_without_role";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of("owner", owner, "role", role, "rule", rule);
    }

    @Override
    public String sentence() {
      return "Its owner "
          + owner
          + " does not hold role "
          + role
          + ", which rule "
          + rule
          + " demands of owners.";
    }
  }

  /**
   * A sentence without a code: versions before 2026-11-28 stored nothing else, and a code of a
   * later version is shown this way too.
   */
  record Plain(String sentence) implements Detail {
    @Override
    public @Nullable String code() {
      return null;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of();
    }
  }

  /**
   * Reads back what {@link #code()} and {@link #facts()} said. What this version does not
   * understand is shown with its code and facts: a history must stay readable.
   */
  static Detail of(String code, Map<String, String> facts) {
    return StoredDetail.of(code, facts);
  }
}
