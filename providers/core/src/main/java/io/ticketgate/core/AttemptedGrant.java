package io.ticketgate.core;

/** A role mapping that was written in the transaction and is not committed yet. */
public record AttemptedGrant(Subject subject, Entitlement entitlement) {}
