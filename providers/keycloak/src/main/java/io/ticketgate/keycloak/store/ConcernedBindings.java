package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The live bindings of some entitlements of a realm, in pages: an index leads from one entitlement
 * to the next, so that the bindings of all others cost nothing.
 */
public final class ConcernedBindings {

  /** So many entitlements one page passes over at most, each of them for one look at an index. */
  private static final int MOST_PASSED = 500;

  private final BindingLists lists;
  private final Predicate<Entitlement> concerned;

  /**
   * @param concerned whether the bindings of an entitlement are looked at
   */
  public ConcernedBindings(BindingLists lists, Predicate<Entitlement> concerned) {
    this.lists = lists;
    this.concerned = concerned;
  }

  /**
   * Up to where bindings have been looked at.
   *
   * @param entitlementId of which some have been, or all
   * @param bindingId the last one of them; null for all
   */
  public record Position(String entitlementId, @Nullable String bindingId) {

    /** Sorts before every id; Oracle and others know no empty text. */
    static final String NONE = " ";

    /** Before the first one. */
    public static final Position START = new Position(NONE, null);
  }

  /**
   * Some bindings.
   *
   * @param upTo from where to go on; null when these were the last ones
   */
  public record Page(List<Binding> bindings, @Nullable Position upTo) {}

  /** At most {@code most} bindings; perhaps none, although there are more further on. */
  public Page page(Position from, int most) {
    List<Binding> found = new ArrayList<>();
    if (from.bindingId() != null) {
      found.addAll(lists.liveOf(from.entitlementId(), from.bindingId(), most));
    }
    Position at = from;
    for (int passed = 0; found.size() < most && passed < MOST_PASSED; passed++) {
      Entitlement next = lists.entitlementAfter(at.entitlementId()).orElse(null);
      if (next == null) {
        return new Page(found, null);
      }
      if (concerned.test(next)) {
        found.addAll(lists.liveOf(next.id(), Position.NONE, most - found.size()));
      }
      at = new Position(next.id(), null);
    }
    if (found.size() < most) {
      return new Page(found, at);
    }
    Binding last = found.get(found.size() - 1);
    return new Page(found, new Position(last.entitlement().id(), last.id()));
  }
}
