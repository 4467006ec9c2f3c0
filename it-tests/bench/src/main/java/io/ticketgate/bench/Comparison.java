package io.ticketgate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One thing measured on both servers, round by round. */
final class Comparison {

  private final String name;
  private final List<Double> stockMedians = new ArrayList<>();
  private final List<Double> gatedMedians = new ArrayList<>();
  private final List<Double> stockTails = new ArrayList<>();
  private final List<Double> gatedTails = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();
  private final List<Double> countRatios = new ArrayList<>();
  private int stockCount;
  private int gatedCount;
  private int samples;

  Comparison(String name) {
    this.name = name;
  }

  void round(Samples stock, Samples gated) {
    stockMedians.add(stock.median());
    gatedMedians.add(gated.median());
    stockTails.add(stock.p99());
    gatedTails.add(gated.p99());
    ratios.add(gated.median() / stock.median());
    countRatios.add(1.0 * gated.count() / stock.count());
    stockCount += stock.count();
    gatedCount += gated.count();
    samples += stock.count() + gated.count();
    System.out.printf(
        Locale.ROOT,
        "  %s: stock %.2f ms, gate %.2f ms, ratio %.3f%n",
        name,
        stock.median(),
        gated.median(),
        gated.median() / stock.median());
  }

  static String throughputHeader() {
    return "| measured | stock | gate | ratio of throughput | spread of ratios |\n|---|---|---|---|---|";
  }

  /** How many requests went through in a second. */
  String throughputRow(int seconds) {
    List<Double> sorted = countRatios.stream().sorted().toList();
    double time = 1.0 * seconds * countRatios.size();
    return String.format(
        Locale.ROOT,
        "| %s | %.0f/s | %.0f/s | **%.3f** | %.3f to %.3f |",
        name,
        stockCount / time,
        gatedCount / time,
        Samples.median(countRatios),
        sorted.get(0),
        sorted.get(sorted.size() - 1));
  }

  static String header() {
    return "| measured | stock median | gate median | ratio | spread of ratios | stock p99 | gate"
        + " p99 | rounds | requests |\n|---|---|---|---|---|---|---|---|---|";
  }

  String row() {
    List<Double> sorted = ratios.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "| %s | %.2f ms | %.2f ms | **%.3f** | %.3f to %.3f | %.2f ms | %.2f ms | %d | %d |",
        name,
        Samples.median(stockMedians),
        Samples.median(gatedMedians),
        Samples.median(ratios),
        sorted.get(0),
        sorted.get(sorted.size() - 1),
        Samples.median(stockTails),
        Samples.median(gatedTails),
        ratios.size(),
        samples);
  }
}
