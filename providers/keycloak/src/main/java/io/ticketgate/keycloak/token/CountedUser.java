package io.ticketgate.keycloak.token;

import io.ticketgate.keycloak.calls.Views;
import java.util.Objects;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.UserModelDelegate;

/** A user with the roles and groups that count. What is written to it goes to the user itself. */
final class CountedUser extends UserModelDelegate {

  private final CountedRoles roles;

  CountedUser(UserModel user, CountedRoles roles) {
    super(user);
    this.roles = roles;
  }

  @Override
  public boolean hasRole(RoleModel role) {
    return super.hasRole(role) && roles.counts(role);
  }

  @Override
  public boolean hasDirectRole(RoleModel role) {
    return delegate.hasDirectRole(role) && roles.counts(role);
  }

  @Override
  public Stream<RoleModel> getRoleMappingsStream() {
    return counted(super.getRoleMappingsStream());
  }

  @Override
  public Stream<RoleModel> getRealmRoleMappingsStream() {
    return counted(super.getRealmRoleMappingsStream());
  }

  @Override
  public Stream<RoleModel> getClientRoleMappingsStream(ClientModel client) {
    return counted(super.getClientRoleMappingsStream(client));
  }

  private Stream<RoleModel> counted(Stream<RoleModel> all) {
    return all.filter(roles::counts).map(this::view);
  }

  /** A composite is asked what it brings along: it must not name what does not count. */
  private RoleModel view(RoleModel role) {
    return Views.of(
        RoleModel.class,
        role,
        (method, arguments, target) ->
            switch (method.getName()) {
              case "hasRole" ->
                  Objects.equals(target.answer(), true)
                      && arguments[0] instanceof RoleModel asked
                      && roles.counts(asked);
              case "getCompositesStream" ->
                  ((Stream<?>) Objects.requireNonNull(target.answer()))
                      .map(RoleModel.class::cast)
                      .filter(roles::counts)
                      .map(this::view);
              default -> target.answer();
            });
  }

  @Override
  public Stream<GroupModel> getGroupsStream() {
    return super.getGroupsStream().filter(roles::counts);
  }

  @Override
  public boolean isMemberOf(GroupModel group) {
    return super.isMemberOf(group) && roles.counts(group);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
