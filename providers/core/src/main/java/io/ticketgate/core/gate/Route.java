package io.ticketgate.core.gate;

import java.util.Locale;

/** The ways in which a protected role can come within somebody's reach. */
public enum Route {
  /** A role mapped directly to a user or service account. */
  ROLE_MAPPING,
  /** A user who gets into a group. */
  GROUP_MEMBERSHIP,
  /** A role mapped to a group. */
  GROUP_ROLE,
  /** A group made or moved below one that carries roles. */
  GROUP_TREE,
  /** A role put into a composite; the default roles are one. */
  COMPOSITE,
  /** A group that every new user gets into. */
  DEFAULT_GROUP,
  /** A mapper that writes into tokens. */
  PROTOCOL_MAPPER,
  /** A client scope, with the mappers it has, given to a client or to the realm. */
  CLIENT_SCOPE,
  /** A mapper that hands out roles or groups when somebody comes from an identity provider. */
  IDENTITY_PROVIDER_MAPPER,
  /** A mapper that hands out roles or groups to the users of a directory. */
  USER_FEDERATION,
  /** What the tokens of a client may carry. */
  SCOPE_MAPPING,
  /** A role or client that takes a protected name. */
  RENAME,
  /** A client that gets or changes a credential. */
  CLIENT_CREDENTIAL,
  /** A token that is issued. */
  TOKEN,
  /** A binding made through the gate's own API. */
  BINDING;

  /** The route in events and metrics, for example {@code group-membership}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
