package io.ticketgate.core.classification;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a property of a row, or the row itself, means for protected roles and credentials.
 *
 * @param area the part of the trust base, for example {@code keys}; null for all that is not trust
 * @param why a sentence for people
 */
public record Meaning(Kind kind, @Nullable String area, String why) {

  /** The kinds of meaning. */
  public enum Kind {
    /** Gives somebody a role. */
    GRANT,
    /** Lets people gain a role without a write for each of them. */
    EXPOSURE,
    /** What a person or client proves themselves with. */
    CREDENTIAL,
    /** A name by which rules, tickets or tokens know somebody or something. */
    IDENTITY,
    /** Decides who somebody is, or what they may do. */
    TRUST,
    /** None of these. */
    HARMLESS;

    /** The kind in the file and the documentation. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The area of what nobody has classified. */
  public static final String UNCLASSIFIED = "unclassified";

  /** What is not in the file: to be refused like the trust base. */
  public static final Meaning NONE =
      new Meaning(Kind.TRUST, UNCLASSIFIED, "nobody has said yet what it does");

  /** Returns whether it may change only with the consent of the gate's administrators. */
  public boolean guarded() {
    return kind == Kind.TRUST;
  }
}
