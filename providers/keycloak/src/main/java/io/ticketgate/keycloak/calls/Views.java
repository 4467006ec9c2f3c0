package io.ticketgate.keycloak.calls;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Interfaces of Keycloak of which some methods answer otherwise. Each version has other methods, so
 * that a class written against one of them would lack those of the next.
 */
public final class Views {

  /** What one call answers. */
  @FunctionalInterface
  public interface Answers {

    /**
     * @param arguments none is an empty array
     * @param target answers the call as it would be without the view
     */
    @Nullable Object answer(Method method, @Nullable Object[] arguments, Target target)
        throws Throwable;
  }

  /** What is behind a view. */
  @FunctionalInterface
  public interface Target {
    @Nullable Object answer() throws Throwable;
  }

  private static final Object[] NONE = {};

  private Views() {}

  public static <T> T of(Class<T> type, T target, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (view, method, arguments) ->
                answers.answer(
                    method,
                    arguments == null ? NONE : arguments,
                    () -> call(target, method, arguments))));
  }

  private static @Nullable Object call(
      Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause() == null ? thrown : thrown.getCause();
    }
  }
}
