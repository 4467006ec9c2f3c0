package io.ticketgate.keycloak.write.mapper;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.utils.JsonUtils;

/**
 * What a protocol mapper writes under the claims by which a token says whose it is. Keycloak looks
 * for the user, the session and the client of a bearer by them, and others for the ticket. No token
 * of a guarded realm keeps what such a mapper wrote, so nobody is to rely on it either.
 */
final class IdentityClaims {

  /** Those that Keycloak's mappers can write; the others it refuses itself, or never reads. */
  private static final Set<String> CLAIMS =
      Set.of("sub", "sid", "azp", "client_id", "ticket", "tg_derived");

  /** Keycloak's mapper of a service account's client writes the note as the claim. */
  private static final String NOTES = "oidc-usersessionmodel-note-mapper";

  private static final String NOTE = "user.session.note";
  private static final String CLIENT = "client_id";

  /** They write into credentials, by which nobody is a bearer. */
  private static final String CREDENTIAL_MAPPERS = "oid4vc-";

  /** They write into assertions, which have attributes. */
  private static final String ASSERTION_MAPPERS = "saml-";

  private IdentityClaims() {}

  static Set<HandedOut> handedOut(String type, Map<String, String> config) {
    String claim = config.get("claim.name");
    if (claim == null
        || type.startsWith(CREDENTIAL_MAPPERS)
        || type.startsWith(ASSERTION_MAPPERS)) {
      return Set.of();
    }
    List<String> path = JsonUtils.splitClaimPath(claim);
    if (path.isEmpty() || !CLAIMS.contains(path.get(0))) {
      return Set.of();
    }
    boolean clientsNote =
        type.equals(NOTES) && claim.equals(CLIENT) && CLIENT.equals(config.get(NOTE));
    return clientsNote ? Set.of() : Set.of(new HandedOut.AnyIdentity());
  }
}
