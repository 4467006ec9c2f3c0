package io.ticketgate.it.harness;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests a {@link RequestTracker}, one for the whole run. */
public final class RequestTrackerExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(RequestTrackerExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RequestTracker.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            RequestTracker.class, key -> RequestTracker.start(), RequestTracker.class);
  }
}
