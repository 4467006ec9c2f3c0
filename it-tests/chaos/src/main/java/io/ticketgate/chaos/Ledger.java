package io.ticketgate.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** All that was asked for, and how requests came out. For any number of threads. */
final class Ledger {

  private final List<Fact> facts = new ArrayList<>();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  synchronized void add(Fact fact) {
    facts.add(fact);
  }

  synchronized List<Fact> facts() {
    return List.copyOf(facts);
  }

  void count(String what) {
    counts.computeIfAbsent(what, none -> new LongAdder()).increment();
  }

  Map<String, Long> counts() {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((what, sum) -> sums.put(what, sum.sum()));
    return sums;
  }
}
