package io.ticketgate.it.matrix;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every row of the matrix. */
final class Routes {

  private Routes() {}

  static List<Route> all() {
    return Stream.of(
            MappingRoutes.all(),
            GroupRoutes.all(),
            CompositeRoutes.all(),
            MapperRoutes.all(),
            ClaimRoutes.all(),
            ScopeRoutes.all(),
            RenameRoutes.all(),
            NameRoutes.all(),
            IdentityRoutes.all(),
            ApproverRoutes.all(),
            PersonRoutes.all(),
            AttributeRoutes.all(),
            SilenceRoutes.all(),
            TakeoverRoutes.all(),
            TrustRoutes.all(),
            GateRoleRoutes.all(),
            ClientRoutes.all(),
            ClientKeyRoutes.all(),
            RegistrationRoutes.all(),
            PartialImportRoutes.all(),
            RealmImportRoutes.all(),
            ScimRoutes.all(),
            WorkflowRoutes.all(),
            AdminV2Routes.all(),
            OrganizationRoutes.all(),
            PermissionRoutes.all(),
            BrokerRoutes.all(),
            LoginRoutes.all(),
            SamlRoutes.all(),
            LdapRoutes.all(),
            CommandRoutes.all())
        .flatMap(List::stream)
        .toList();
  }

  /** All, or those whose id matches {@code ticketgate.it.routes}. */
  static Stream<Route> chosen() {
    Pattern pattern = Pattern.compile(System.getProperty("ticketgate.it.routes", ""));
    return all().stream().filter(route -> pattern.matcher(route.id()).find());
  }
}
