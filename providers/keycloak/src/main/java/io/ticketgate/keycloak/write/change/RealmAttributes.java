package io.ticketgate.keycloak.write.change;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a realm has where it lacks an attribute. Keycloak writes such values when it saves a realm,
 * and takes away attributes that the request leaves out: neither changes anything where the value
 * is the one that Keycloak reads without the attribute (26.7.3, {@code RealmAdapter}, {@code
 * ClientPoliciesUtil}).
 */
final class RealmAttributes {

  /** Of every attribute for which nothing else is said here. */
  private static final Set<String> NOTHING = Set.of("", "{}", "[]", "false");

  /** Without the attribute Keycloak sends its own header, and an empty one sends none. */
  private static final String HEADER = "_browser_header.";

  private static final String REPORTED_HEADER = HEADER + "contentSecurityPolicyReportOnly";

  private static final String WEBAUTHN = "webAuthnPolicy";
  private static final String UNSPECIFIED = "not specified";

  private static final Map<String, String> ABSENT = absent();

  private RealmAttributes() {}

  private static Map<String, String> absent() {
    Map<String, String> values = new HashMap<>();
    values.put("client-policies.profiles", "{\"profiles\":[]}");
    values.put("client-policies.policies", "{\"policies\":[]}");
    values.put("bruteForceStrategy", "MULTIPLE");
    for (String number :
        Set.of(
            "maxTemporaryLockouts",
            "maxSecondaryAuthFailures",
            "maxFailureWaitSeconds",
            "waitIncrementSeconds",
            "quickLoginCheckMilliSeconds",
            "minimumQuickLoginWaitSeconds",
            "maxDeltaTimeSeconds",
            "failureFactor")) {
      values.put(number, "0");
    }
    for (String kind : Set.of("", "Passwordless")) {
      values.put(WEBAUTHN + "RpEntityName" + kind, "keycloak");
      values.put(WEBAUTHN + "AttestationConveyancePreference" + kind, UNSPECIFIED);
      values.put(WEBAUTHN + "AuthenticatorAttachment" + kind, UNSPECIFIED);
      values.put(WEBAUTHN + "CreateTimeout" + kind, "0");
    }
    values.put(WEBAUTHN + "RequireResidentKey", UNSPECIFIED);
    values.put(WEBAUTHN + "ResidentKey", UNSPECIFIED);
    values.put(WEBAUTHN + "ResidentKeyPasswordless", "required");
    values.put(WEBAUTHN + "UserVerificationRequirement", UNSPECIFIED);
    return Map.copyOf(values);
  }

  /**
   * Returns whether an attribute means the same with both values.
   *
   * @param before null for no attribute
   * @param after null for no attribute
   */
  static boolean sayTheSame(String name, @Nullable String before, @Nullable String after) {
    return (before == null ? isAbsent(name, after) : before.equals(after))
        || (isAbsent(name, before) && isAbsent(name, after));
  }

  private static boolean isAbsent(String name, @Nullable String value) {
    if (value == null || value.equals(ABSENT.get(name))) {
      return true;
    }
    return NOTHING.contains(value) && (!name.startsWith(HEADER) || name.equals(REPORTED_HEADER));
  }
}
