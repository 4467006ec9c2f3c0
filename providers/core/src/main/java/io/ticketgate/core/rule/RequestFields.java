package io.ticketgate.core.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads who may ask in self-service for what the rule protects. */
final class RequestFields extends FieldValues {

  private static final int MOST = 50;
  private static final int LONGEST_PATH = 1000;
  private static final String GROUP = "group:";
  private static final String ROLE = "role:";

  RequestFields(Map<String, List<String>> config) {
    super(config);
  }

  /**
   * @return null where the rule lets nobody ask
   * @throws io.ticketgate.core.refusal.GateException.Invalid {@code rule_invalid} with the field at
   *     fault
   */
  @Nullable Requesters requesters() {
    List<String> texts = list(RuleField.REQUEST_ALLOWED);
    if (texts.isEmpty()) {
      return null;
    }
    String key = RuleField.REQUEST_ALLOWED.key();
    if (texts.size() > MOST) {
      throw invalid(key, key + " has at most " + MOST + " entries.");
    }
    List<NamePattern> realmRoles = new ArrayList<>();
    List<Rule.ClientRolePattern> clientRoles = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (String text : texts) {
      if (text.startsWith(GROUP)) {
        groups.add(path(text.substring(GROUP.length()).strip()));
      } else {
        String role = text.startsWith(ROLE) ? text.substring(ROLE.length()).strip() : text;
        List<String> parts = RuleParser.parts(RuleField.REQUEST_ALLOWED, role);
        if (parts.size() == 1) {
          realmRoles.add(RuleParser.pattern(RuleField.REQUEST_ALLOWED, parts.get(0)));
        } else {
          clientRoles.add(
              new Rule.ClientRolePattern(
                  RuleParser.pattern(RuleField.REQUEST_ALLOWED, parts.get(0)),
                  RuleParser.pattern(RuleField.REQUEST_ALLOWED, parts.get(1))));
        }
      }
    }
    return new Requesters(realmRoles, clientRoles, groups);
  }

  private static String path(String path) {
    if (!path.startsWith("/") || path.length() < 2 || path.length() > LONGEST_PATH) {
      throw invalid(
          RuleField.REQUEST_ALLOWED.key(),
          "A group in request.allowed is written group: and its path, for example group:/dba; '"
              + path
              + "' is no path.");
    }
    return path;
  }
}
