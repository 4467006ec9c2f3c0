package io.ticketgate.policy;

import io.ticketgate.core.refusal.CheckResult;
import java.util.List;

/**
 * What became of an example.
 *
 * @param rules names of the rules that apply
 * @param checks every check of these, as the gate answers them
 * @param surprise what came out otherwise than expected; empty where nothing did
 */
record Outcome(Example example, List<String> rules, List<CheckResult> checks, String surprise) {

  boolean passed() {
    return surprise.isEmpty();
  }
}
