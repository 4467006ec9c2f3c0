package io.ticketgate.keycloak;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for an interface of Keycloak that has far more methods than a test needs. A call goes
 * to the public method of the same name and parameters that one of the parts has; a call that no
 * part answers fails the test.
 */
public final class Fake {

  private Fake() {}

  /**
   * @param parts asked in this order
   */
  public static <T> T of(Class<T> type, Object... parts) {
    InvocationHandler handler = (proxy, method, arguments) -> call(proxy, method, arguments, parts);
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(
      Object proxy, Method method, Object @Nullable [] arguments, Object[] parts) throws Throwable {
    for (Object part : parts) {
      Method answering = method(part, method);
      if (answering != null) {
        try {
          return answering.invoke(part, arguments);
        } catch (InvocationTargetException thrown) {
          throw thrown.getCause();
        }
      }
    }
    if (method.getDeclaringClass() == Object.class) {
      return switch (method.getName()) {
        case "equals" -> proxy == java.util.Objects.requireNonNull(arguments)[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> "a fake " + proxy.getClass().getInterfaces()[0].getSimpleName();
      };
    }
    if (method.isDefault()) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    throw new UnsupportedOperationException(
        method.getDeclaringClass().getSimpleName()
            + "."
            + method.getName()
            + Arrays.toString(method.getParameterTypes()));
  }

  private static @Nullable Method method(Object part, Method wanted) {
    if (wanted.getDeclaringClass() == Object.class) {
      return null;
    }
    try {
      Method found = part.getClass().getMethod(wanted.getName(), wanted.getParameterTypes());
      found.setAccessible(true);
      return found;
    } catch (NoSuchMethodException other) {
      return null;
    }
  }
}
