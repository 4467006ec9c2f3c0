package io.ticketgate.keycloak.realm;

import io.ticketgate.keycloak.store.RefusalCounts;

/**
 * What this node knows of itself and shows to administrators. Lost with the node.
 *
 * @param health how the ITSM systems do
 * @param looks how long the last looks for drift took
 * @param counts how many bindings there are
 * @param watch since when the gate has looked at every token
 * @param refusals what was refused and is not written yet
 */
public record NodeState(
    SystemHealth health,
    Looks looks,
    BindingCounts counts,
    TokenWatch watch,
    RefusalCounts refusals) {

  /** Of a node that has just started. */
  public NodeState() {
    this(
        new SystemHealth(),
        new Looks(),
        new BindingCounts(),
        new TokenWatch(),
        new RefusalCounts());
  }
}
