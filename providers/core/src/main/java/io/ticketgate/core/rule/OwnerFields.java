package io.ticketgate.core.rule;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads who answers for service accounts and clients. */
final class OwnerFields extends FieldValues {

  OwnerFields(Map<String, List<String>> config) {
    super(config);
  }

  /**
   * @return null where the rule asks for no owner
   * @throws io.ticketgate.core.refusal.GateException.Invalid {@code rule_invalid} with the field at
   *     fault
   */
  Rule.@Nullable Ownership ownership() {
    String role = word(RuleField.OWNER_ROLE);
    if (!flag(RuleField.OWNER_REQUIRED)) {
      if (role != null) {
        throw invalid(
            RuleField.OWNER_ROLE.key(),
            "owner.role says what each owner must hold, but owner.required is false; set"
                + " owner.required to true, or leave owner.role out.");
      }
      return null;
    }
    return new Rule.Ownership(
        required(RuleField.OWNER_ATTRIBUTE),
        role == null ? null : RuleParser.role(RuleField.OWNER_ROLE, role));
  }
}
