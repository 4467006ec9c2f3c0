package io.ticketgate.keycloak.realm;

/** How a client is to prove itself, where that is not by a secret that the gate makes. */
public sealed interface CredentialForm permits PublicKeys, FederatedIdentity {}
