package io.ticketgate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.BreakGlassAlarm;
import io.ticketgate.core.binding.BreakGlasses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Emergency grants in memory, and what was told of them. */
final class InMemoryBreakGlasses implements BreakGlasses, BreakGlassAlarm, InMemoryLocks.State {

  private final InMemoryLocks locks;
  private Map<String, BreakGlass> rows = new LinkedHashMap<>();
  private List<String> told = new ArrayList<>();

  InMemoryBreakGlasses(InMemoryLocks locks) {
    this.locks = locks;
  }

  @Override
  public void insert(BreakGlass used) {
    locks.requireSubject(used.subject(), "an emergency grant is kept");
    assertThat(rows.put(used.bindingId(), used)).isNull();
  }

  @Override
  public Optional<BreakGlass> find(String bindingId) {
    return Optional.ofNullable(rows.get(bindingId));
  }

  @Override
  public List<BreakGlass> unreviewedOf(Subject subject) {
    locks.requireSubject(subject, "its emergency grants are looked at");
    return rows.values().stream()
        .filter(each -> each.review() == null)
        .filter(
            each ->
                each.subject().id().equals(subject.id())
                    || (each.subject().kind() == subject.kind()
                        && each.subject().name().equals(subject.name())))
        .toList();
  }

  @Override
  public boolean anyOverdue(String personId, Instant now) {
    return rows.values().stream()
        .anyMatch(each -> each.usedBy().id().equals(personId) && each.overdue(now));
  }

  @Override
  public boolean review(String bindingId, BreakGlass.Review review) {
    BreakGlass used = rows.get(bindingId);
    if (used.review() != null) {
      return false;
    }
    rows.put(
        bindingId,
        new BreakGlass(
            bindingId, used.subject(), used.usedBy(), used.usedAt(), used.reviewDueAt(), review));
    return true;
  }

  @Override
  public void used(Binding binding, BreakGlass used) {
    told.add("used " + binding.id());
  }

  @Override
  public void overdue(Binding binding, BreakGlass used, Instant now) {
    told.add("overdue " + binding.id());
  }

  List<String> told() {
    return List.copyOf(told);
  }

  @Override
  public Runnable snapshot() {
    var before = new LinkedHashMap<>(rows);
    var said = new ArrayList<>(told);
    return () -> {
      rows = before;
      told = said;
    };
  }
}
