package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.classification.Areas;
import io.ticketgate.core.classification.Meaning;
import io.ticketgate.core.classification.TrustRound.Key;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.jpa.entities.PolicyEntity;
import org.keycloak.authorization.jpa.entities.ResourceServerEntity;
import org.keycloak.keys.KeyProvider;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.IdentityProviderEntity;
import org.keycloak.models.jpa.entities.OrganizationDomainEntity;
import org.keycloak.models.jpa.entities.OrganizationEntity;

/**
 * What decides who somebody is, or what they may do: whoever changes it can have what people were
 * granted under tickets. {@link ClosedWorld} finds the changes; there is no list of them here.
 */
final class TrustBase {

  /**
   * Keycloak itself adds a provider of this name, where a client wants an algorithm that the realm
   * has no key for.
   */
  private static final String FALLBACK = "fallback-";

  private static final String GENERATED = "-generated";

  private TrustBase() {}

  /** A row other than a setting of a component. */
  record Changed(Object row, Meaning meaning, String what) implements AttemptedChange {
    @Override
    public String realmId() {
      return RealmOf.row(row);
    }

    @Override
    public void guard(JudgedRealm realm) {
      if (goesWithItsClient(row, realm)) {
        return;
      }
      if (row instanceof PolicyEntity policy && isSomebodysOwn(policy, realm)) {
        return;
      }
      if (row instanceof ComponentEntity component && isFallback(component, realm)) {
        return;
      }
      if (row instanceof OrganizationDomainEntity domain && leadsNowhere(domain, realm)) {
        return;
      }
      require(meaning, what, realm);
    }

    @Override
    public @Nullable Key trusted() {
      return keyOf(row, meaning);
    }

    /**
     * A partial import reads the identity provider that it has just made, and Keycloak (26.4 to
     * 26.7, {@code InfinispanIdentityProviderStorageProvider}) caches that for everybody.
     */
    @Override
    public boolean outlastsRefusal() {
      return row instanceof IdentityProviderEntity;
    }

    /**
     * A domain says which identity provider answers for people, once its organisation has one. To
     * give it one is a change of its own.
     */
    private static boolean leadsNowhere(OrganizationDomainEntity domain, JudgedRealm realm) {
      OrganizationEntity organization = domain.getOrganization();
      return organization != null && !realm.contents().hasIdentityProvider(organization.getId());
    }
  }

  /** A setting of a component. Keycloak writes all of them anew, whatever it changes. */
  record Setting(
      ComponentEntity component,
      String name,
      @Nullable String value,
      boolean added,
      Meaning meaning,
      String what)
      implements AttemptedChange {
    @Override
    public String realmId() {
      return component.getRealm().getId();
    }

    @Override
    public void announce(MadeInTransaction made) {
      made.part(component.getId(), name, value, added);
    }

    @Override
    public void guard(JudgedRealm realm) {
      if (realm.made().changes(component.getId(), name, value) && !isFallback(component, realm)) {
        require(meaning, what + " " + name, realm);
      }
    }

    @Override
    public @Nullable Key trusted() {
      return keyOf(component, meaning);
    }
  }

  /** A collection. Keycloak puts some anew with what they had. */
  record Collected(
      Object owner,
      String property,
      List<Object> before,
      List<Object> after,
      Meaning meaning,
      String what)
      implements AttemptedChange {
    @Override
    public String realmId() {
      return RealmOf.row(owner);
    }

    @Override
    public void announce(MadeInTransaction made) {
      before.forEach(item -> made.part(owner, property, item, false));
      after.forEach(item -> made.part(owner, property, item, true));
    }

    @Override
    public void guard(JudgedRealm realm) {
      if (!goesWithItsClient(owner, realm)
          && !(owner instanceof PolicyEntity policy && isSomebodysOwn(policy, realm))
          && Stream.concat(before.stream(), after.stream())
              .anyMatch(item -> realm.made().changes(owner, property, item))) {
        require(meaning, what, realm);
      }
    }

    @Override
    public @Nullable Key trusted() {
      return keyOf(owner, meaning);
    }
  }

  private static @Nullable Key keyOf(Object row, Meaning meaning) {
    return meaning.area() == null || meaning.area().equals(Areas.GATE) ? null : TrustKeys.of(row);
  }

  /** What the owner of a resource shares, and what a new client begins with. */
  private static boolean isSomebodysOwn(PolicyEntity policy, JudgedRealm realm) {
    return Sharing.isOf(policy, realm)
        || realm.made().isNewClient(policy.getResourceServer().getId());
  }

  private static boolean isFallback(ComponentEntity component, JudgedRealm realm) {
    return !realm.guard().isAskedByBearer()
        && KeyProvider.class.getName().equals(component.getProviderType())
        && component.getProviderId().endsWith(GENERATED)
        && component.getName() != null
        && component.getName().startsWith(FALLBACK);
  }

  /** What a client decides of who may use it, once there is no such client, decides nothing. */
  private static boolean goesWithItsClient(Object row, JudgedRealm realm) {
    ResourceServerEntity server =
        row instanceof PolicyEntity policy
            ? policy.getResourceServer()
            : row instanceof ResourceServerEntity itself ? itself : null;
    return server != null && realm.contents().client(server.getId()).isEmpty();
  }

  private static void require(Meaning meaning, String what, JudgedRealm realm) {
    String area = meaning.area();
    if (area == null || area.equals(Areas.GATE)) {
      return; // of the gate's own components, which Components guards in every realm
    }
    if (realm.protection().enforced()) {
      realm.guard().requireTrusted(area, meaning.why(), what);
    } else {
      realm.guard().reportTrusted(area, meaning.why(), what);
    }
  }
}
