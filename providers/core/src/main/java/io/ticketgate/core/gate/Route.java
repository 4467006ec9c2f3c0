package io.ticketgate.core.gate;

import java.util.Locale;

/** The ways by which a person can gain a protected role. */
public enum Route {
  /** A role mapped directly to a user or service account. */
  ROLE_MAPPING,
  /** A user joins a group. */
  GROUP_MEMBERSHIP,
  /** A role mapped to a group. */
  GROUP_ROLE,
  /** A group made or moved below one that carries roles. */
  GROUP_TREE,
  /** A role put into a composite; the default roles are one. */
  COMPOSITE,
  /** A group that every new user joins. */
  DEFAULT_GROUP,
  /** A mapper that writes into tokens. */
  PROTOCOL_MAPPER,
  /** A client scope, with the mappers it has, given to a client or to the realm. */
  CLIENT_SCOPE,
  /** A mapper that assigns roles or groups when a user logs in through an identity provider. */
  IDENTITY_PROVIDER_MAPPER,
  /** A mapper that assigns roles or groups to the users of a directory. */
  USER_FEDERATION,
  /** What the tokens of a client may carry. */
  SCOPE_MAPPING,
  /** A role or client gets a protected name. */
  RENAME,
  /** A client that gets or changes a credential. */
  CLIENT_CREDENTIAL,
  /** Somebody changes a part of the configuration that decides who somebody is. */
  CONFIGURATION,
  /** A token that is issued. */
  TOKEN,
  /** A binding made through the gate's own API. */
  BINDING;

  /** The route in events and metrics, for example {@code group-membership}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
