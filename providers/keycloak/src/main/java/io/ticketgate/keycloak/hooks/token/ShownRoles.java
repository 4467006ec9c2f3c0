package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.keycloak.token.TokenRoles;
import java.util.AbstractSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of roles of one container, to which only such can be added as may be shown. */
final class ShownRoles extends AbstractSet<String> {

  private final TokenRoles token;
  private final @Nullable String clientId;
  private final Set<String> shown = new HashSet<>();

  /**
   * @param clientId of the client whose roles they are; null for realm roles
   * @param names null for none
   */
  ShownRoles(TokenRoles token, @Nullable String clientId, @Nullable Set<String> names) {
    this.token = token;
    this.clientId = clientId;
    if (names != null) {
      addAll(names);
    }
  }

  @Override
  public boolean add(String role) {
    return token.show(clientId, role) && shown.add(role);
  }

  @Override
  public Iterator<String> iterator() {
    return shown.iterator();
  }

  @Override
  public int size() {
    return shown.size();
  }
}
