package io.ticketgate.it.harness;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link KeycloakServer} with the provider JAR, one for the whole process, and a
 * {@link RealmFixture}, one for each test class, to the parameters of constructors and methods.
 */
public final class KeycloakExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(KeycloakExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == KeycloakServer.class || type == RealmFixture.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    KeycloakServer server = WideServer.shared();
    return parameter.getParameter().getType() == KeycloakServer.class
        ? server
        : realm(context, server);
  }

  private static RealmFixture realm(ExtensionContext context, KeycloakServer server) {
    ExtensionContext outermost = context;
    while (outermost.getParent().filter(parent -> parent.getTestClass().isPresent()).isPresent()) {
      outermost = outermost.getParent().orElseThrow();
    }
    return outermost
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(RealmFixture.class, key -> server.newRealm(), RealmFixture.class);
  }
}
