package io.ticketgate.it.harness;

/**
 * A program that has ended.
 *
 * @param exit its exit code
 * @param output all that it has printed
 */
public record Finished(int exit, String output) {}
