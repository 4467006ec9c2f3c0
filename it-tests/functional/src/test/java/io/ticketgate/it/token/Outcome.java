package io.ticketgate.it.token;

/** What somebody who asks for a token comes away with. */
enum Outcome {
  /** {@code unauthorized_client}, and a description that starts with {@code binding_not_live: }. */
  REFUSED,
  /** What was asked with is good for nothing any more: inactive, expired or taken back. */
  ENDED,
  /** Tokens in which the role's name is nowhere. */
  WITHOUT,
  /** Tokens with the role, none of which outlives the binding. */
  WITH
}
