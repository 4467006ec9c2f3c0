package io.ticketgate.core.access;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which account acts for which ITSM system: who puts and reads its tickets, grants under
 * them, and ends what rests on them. An account that any system names acts for the systems that
 * name it and for no other, whatever roles it has. What a system that names accounts allows by the
 * role of ITSM systems alone, it allows to these only.
 *
 * <p>An account is known by its id: one that is deleted and made again under its name is another.
 *
 * @param bySystem the ids of the accounts that each system names, by the system's alias; a system
 *     that names none is left out, and one whose accounts are all gone has an empty set
 */
public record ItsmAccounts(Map<String, Set<String>> bySystem) {

  private static final String REFUSAL =
      "This account may not act for that ITSM system. The setting accounts of a system names the"
          + " accounts that may, and an account that is named acts for no other system.";

  public ItsmAccounts {
    Map<String, Set<String>> copy = new HashMap<>();
    bySystem.forEach((system, ids) -> copy.put(system, Set.copyOf(ids)));
    bySystem = Map.copyOf(copy);
  }

  /** Returns whether some system names the account. */
  public boolean names(String accountId) {
    return bySystem.values().stream().anyMatch(ids -> ids.contains(accountId));
  }

  /**
   * Returns whether an account may do something for a system, or with a ticket of it.
   *
   * @param otherwise whether a role other than that of ITSM systems entitles it to do so
   */
  public boolean mayAct(String accountId, String system, boolean otherwise) {
    if (names(accountId)) {
      return bySystem.getOrDefault(system, Set.of()).contains(accountId);
    }
    return otherwise || !bySystem.containsKey(system);
  }

  /**
   * Refuses what {@link #mayAct} does not allow, in words that do not tell whether there is such a
   * system, ticket or binding.
   *
   * @throws GateException.Refused {@code not_permitted}
   */
  public void requireActing(String accountId, String system, boolean otherwise) {
    if (!mayAct(accountId, system, otherwise)) {
      throw refused();
    }
  }

  /**
   * Refuses what concerns every system to an account that acts for some.
   *
   * @throws GateException.Refused {@code not_permitted}
   */
  public void requireUnnamed(String accountId) {
    if (names(accountId)) {
      throw refused();
    }
  }

  private static GateException.Refused refused() {
    return new GateException.Refused(ErrorCode.NOT_PERMITTED, REFUSAL, List.of());
  }
}
