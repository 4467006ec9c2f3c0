package io.ticketgate.core.gate;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** When a binding that was approved earlier may be exercised, and why it may not. */
final class Exercise {

  private Exercise() {}

  /**
   * Refuses to make a grant under another name than the binding was made for, or one that brings
   * along more.
   *
   * @throws GateException.Refused {@code identity_changed}
   */
  static void requireNothingNew(Binding binding, Closures closures) {
    Optional<Entitlement> renamed =
        closures.of(binding.entitlement()).stream().filter(binding::renamed).findFirst();
    if (renamed.isPresent()) {
      throw new GateException.Refused(
          ErrorCode.IDENTITY_CHANGED,
          "Binding "
              + binding.id()
              + " was made for "
              + binding.nameThen(renamed.get())
              + ", which is "
              + renamed.get().label()
              + " now. Revoke the binding and make a new one, or give it back its name.",
          List.of());
    }
    Set<Entitlement> approved = binding.approved(closures::of);
    Optional<Entitlement> added =
        closures.protectedParts(binding.entitlement()).stream()
            .filter(part -> closures.enforced(part) && !approved.contains(part))
            .min(Comparator.comparing(Entitlement::label));
    if (added.isPresent()) {
      throw new GateException.Refused(
          ErrorCode.IDENTITY_CHANGED,
          Structures.capital(binding.entitlement().label())
              + " brings along "
              + added.get().label()
              + ", which was added after binding "
              + binding.id()
              + " was made. Revoke the binding and make a new one.",
          List.of());
    }
  }

  /**
   * Refuses to exercise an emergency grant again: it was made by the word of one person, for a
   * short time, and no ticket can be asked anew.
   *
   * @throws GateException.Conflict {@code binding_not_live}
   */
  static void requireTicket(Binding binding) {
    if (binding.ticket().reserved()) {
      throw new GateException.Conflict(
          ErrorCode.BINDING_NOT_LIVE,
          "Binding "
              + binding.id()
              + " is an emergency grant, which nobody activates, resumes or extends. Get a ticket.");
    }
  }

  static GateException.Invalid unprotected(Entitlement entitlement) {
    return new GateException.Invalid(
        ErrorCode.INVALID_REQUEST,
        "entitlement",
        "No rule protects "
            + entitlement.label()
            + (entitlement.configuration()
                ? ", so only ticket-gate-admin may change it: name it under"
                    + " protects.configuration of a rule."
                : ", so no ticket is needed: "
                    + (entitlement.credential() ? "change" : "assign")
                    + " it directly."));
  }

  static GateException.Invalid administering(Entitlement entitlement) {
    return new GateException.Invalid(
        ErrorCode.INVALID_REQUEST,
        "entitlement",
        "Nobody acts for a person with "
            + entitlement.label()
            + ": Keycloak's Admin API counts every token as all that its user holds, whoever has"
            + " it.");
  }

  /** What a role brings along, itself left out: the id of each, and what it is called. */
  static Map<String, String> parts(Entitlement entitlement, Closures closures) {
    return closures.of(entitlement).stream()
        .filter(part -> !part.equals(entitlement))
        .collect(Collectors.toMap(Entitlement::id, part -> part.name().toString()));
  }

  static GateException.Conflict notActivatable(Binding binding) {
    return new GateException.Conflict(
        ErrorCode.BINDING_NOT_LIVE,
        "Binding "
            + binding.id()
            + " cannot be activated: it is "
            + binding.status()
            + ". Only an AUTHORIZED binding can be, from "
            + binding.notBefore()
            + " to "
            + binding.endsAt()
            + ".");
  }

  static GateException.Conflict notResumable(Binding binding) {
    return new GateException.Conflict(
        ErrorCode.BINDING_NOT_LIVE,
        "Binding "
            + binding.id()
            + " cannot be resumed: it is "
            + binding.status()
            + " until "
            + binding.endsAt()
            + ". Only a SUSPENDED binding can be, from its start at "
            + binding.notBefore()
            + " to its end.");
  }
}
