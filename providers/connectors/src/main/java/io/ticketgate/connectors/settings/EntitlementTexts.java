package io.ticketgate.connectors.settings;

import io.ticketgate.spi.EntitlementName;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the entitlements out of the text fields of a system's tickets.
 *
 * @param bareRealmRoles whether a word without a prefix is the name of a realm role
 */
public record EntitlementTexts(boolean bareRealmRoles) {

  // Also as some ITSMs keep it: with the angle brackets escaped.
  private static final Pattern MARKUP = Pattern.compile("(?i)(<|&(lt|#0*60|#x0*3c);)\\s*[a-z/!?]");

  /** Key of the setting; the same for every connector. */
  public static final String BARE_REALM_ROLES = "bareRealmRoles";

  /**
   * Reads the setting.
   *
   * @param byDefault what holds for this kind of ITSM when a system does not say
   */
  public static EntitlementTexts of(Settings settings, boolean byDefault) {
    return new EntitlementTexts(settings.flag(BARE_REALM_ROLES, byDefault));
  }

  /** The setting as administrators see it. */
  public static Setting setting(boolean byDefault) {
    return Setting.flag(
        BARE_REALM_ROLES,
        "Bare realm roles",
        "On: a word without a prefix, such as db-admin, names a realm role. Off: such a word names"
            + " nothing, and a realm role is written role:db-admin.",
        byDefault);
  }

  /**
   * What the texts name, each entitlement once, in the order of the texts. A text with HTML in it
   * names nothing: HTML can hide words from the people who approve the ticket.
   *
   * @see EntitlementName#parseAll
   */
  public List<EntitlementName> read(Collection<String> texts) {
    return texts.stream()
        .filter(text -> !MARKUP.matcher(text).find())
        .flatMap(text -> EntitlementName.parseAll(text, bareRealmRoles).stream())
        .distinct()
        .toList();
  }
}
