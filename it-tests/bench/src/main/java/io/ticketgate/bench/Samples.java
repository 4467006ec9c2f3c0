package io.ticketgate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Durations in nanoseconds, from any number of threads. */
final class Samples {

  private final List<Long> nanos = new ArrayList<>();

  synchronized void add(long duration) {
    nanos.add(duration);
  }

  synchronized int count() {
    return nanos.size();
  }

  double median() {
    return quantile(0.5);
  }

  double p99() {
    return quantile(0.99);
  }

  double slowest() {
    return quantile(1);
  }

  /** In milliseconds. */
  private synchronized double quantile(double part) {
    if (nanos.isEmpty()) {
      return Double.NaN;
    }
    List<Long> sorted = nanos.stream().sorted().toList();
    int index = (int) Math.min(sorted.size() - 1L, Math.round(part * (sorted.size() - 1)));
    return sorted.get(index) / 1e6;
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
  }

  static String ms(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
