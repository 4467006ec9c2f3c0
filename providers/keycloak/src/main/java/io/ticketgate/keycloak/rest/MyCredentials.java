package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.keycloak.realm.CredentialForm;
import io.ticketgate.keycloak.realm.CredentialIssuer;
import io.ticketgate.keycloak.realm.RealmGate;
import java.io.InputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;

/** The credentials of clients that somebody takes up in self-service; each is shown once. */
final class MyCredentials {

  private final RealmGate gate;
  private final Instant now;

  MyCredentials(RealmGate gate, Instant now) {
    this.gate = gate;
    this.now = now;
  }

  /**
   * What a client is to prove itself by.
   *
   * @param value null for a new secret
   */
  record Form(@Nullable CredentialForm value) {

    /**
     * Reads the body of an activation.
     *
     * @throws io.ticketgate.core.refusal.GateException.Invalid where it names a form for a role
     */
    static Form of(@Nullable InputStream body, Entitlement entitlement) {
      BindingsResource.Activation wanted =
          RequestBody.readOptional(
              body, BindingsResource.Activation.class, ErrorCode.INVALID_REQUEST);
      CredentialJson credential = wanted == null ? null : wanted.credential();
      if (credential != null && !entitlement.credential()) {
        throw RequestBody.invalid(
            ErrorCode.INVALID_REQUEST,
            "credential",
            "credential is allowed only for a clientCredential.");
      }
      return new Form(credential == null ? null : credential.form());
    }
  }

  /**
   * The keys of a SAML client are no credential that could be issued.
   *
   * @throws io.ticketgate.core.refusal.GateException.Invalid for such a client
   */
  void requireIssuable(Entitlement entitlement) {
    ClientModel client =
        entitlement.credential() ? gate.realm().getClientById(entitlement.id()) : null;
    if (client != null && "saml".equals(client.getProtocol())) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "entitlement.clientCredential",
          "The gate issues no credential to a SAML client. Have an administrator change its keys.");
    }
  }

  /** What was issued; null for a role. */
  CredentialIssuer.@Nullable Issued issue(Binding active, Form form) {
    return active.entitlement().credential()
        ? new CredentialIssuer(
                gate.session(),
                gate.realm(),
                gate.evaluator(),
                gate.credentialDesk(),
                gate.bindings(),
                gate.credentials())
            .issue(active, form.value(), now)
        : null;
  }
}
