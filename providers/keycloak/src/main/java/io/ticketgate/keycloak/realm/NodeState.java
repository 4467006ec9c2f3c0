package io.ticketgate.keycloak.realm;

/**
 * What this node knows of itself and shows to administrators. Lost with the node.
 *
 * @param health how the ITSM systems do
 * @param looks how long the last looks for drift took
 * @param counts how many bindings there are
 * @param watch since when the gate has looked at every token
 */
public record NodeState(SystemHealth health, Looks looks, BindingCounts counts, TokenWatch watch) {

  /** Of a node that has just started. */
  public NodeState() {
    this(new SystemHealth(), new Looks(), new BindingCounts(), new TokenWatch());
  }
}
