package io.ticketgate.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;

class ItsmSystemAccountsTest {

  private final Map<String, String> users = new HashMap<>();
  private final Map<String, @Nullable String> clients = new HashMap<>();

  private final UserProvider provider =
      fake(
          UserProvider.class,
          (method, argument) ->
              switch (method) {
                case "getUserByUsername" -> user(users.get(argument));
                case "getServiceAccount" ->
                    user(clients.get(((ClientModel) argument).getClientId()));
                default -> null;
              });
  private final KeycloakSession session =
      fake(KeycloakSession.class, (method, argument) -> provider);
  private final RealmModel realm =
      fake(
          RealmModel.class,
          (method, argument) -> clients.containsKey(argument) ? client((String) argument) : null);

  private interface Behaviour {
    @Nullable Object answer(String method, Object last);
  }

  @SuppressWarnings("unchecked")
  private static <T> T fake(Class<T> type, Behaviour behaviour) {
    return (T)
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                behaviour.answer(
                    method.getName(), arguments == null ? "" : arguments[arguments.length - 1]));
  }

  private static @Nullable UserModel user(@Nullable String id) {
    return id == null ? null : fake(UserModel.class, (method, argument) -> id);
  }

  private static ClientModel client(String clientId) {
    return fake(ClientModel.class, (method, argument) -> clientId);
  }

  private static ComponentModel system(String... accounts) {
    ComponentModel system = new ComponentModel();
    system.getConfig().put(ItsmConnectorFactory.ACCOUNTS, List.of(accounts));
    return system;
  }

  private ComponentModel saved(@Nullable ComponentModel before, ComponentModel system) {
    ItsmSystemAccounts.resolve(session, realm, before, system, false);
    return system;
  }

  @Test
  void aNameIsThatOfAUserOrOfTheClientOfAServiceAccount() {
    users.put("sven = x", "id-sven");
    clients.put("snow", "id-snow");

    assertThat(ItsmSystemAccounts.ids(saved(null, system("snow", " sven = x ", ""))))
        .isEqualTo(Map.of("snow", "id-snow", "sven = x", "id-sven"));
  }

  @Test
  void whatIsNotExactlyOneAccountIsRefused() {
    clients.put("without", null);
    clients.put("both", "id-client");
    users.put("both", "id-user");
    for (String name : List.of("nobody", "without", "both")) {
      assertThatThrownBy(() -> saved(null, system(name)))
          .isInstanceOf(ComponentValidationException.class)
          .hasMessageContaining("accounts names " + name);
    }
    assertThatThrownBy(
            () ->
                saved(
                    null,
                    system(IntStream.range(0, 21).mapToObj(i -> "n" + i).toArray(String[]::new))))
        .hasMessageContaining("at most 20");
  }

  @Test
  void anAccountThatIsMadeAgainUnderItsNameIsAnotherOne() {
    clients.put("snow", "id-1");
    ComponentModel before = saved(null, system("snow"));
    clients.put("snow", "id-2");

    assertThat(ItsmSystemAccounts.ids(saved(before, system("snow"))).values())
        .containsExactly("id-1");
    clients.remove("snow");
    assertThat(ItsmSystemAccounts.ids(saved(before, system("snow"))).values())
        .as("gone, and nobody else's")
        .containsExactly("id-1");
    clients.put("snow", "id-3");
    ComponentModel without = saved(before, system());
    assertThat(ItsmSystemAccounts.ids(saved(without, system("snow"))).values())
        .as("removed and added")
        .containsExactly("id-3");
  }

  @Test
  void nobodySaysTheIdsThemselves() {
    clients.put("snow", "id-snow");
    ComponentModel forged = system("snow");
    forged.getConfig().put(ItsmSystemAccounts.IDS, List.of("snow=id-evil", "other=id-evil"));

    assertThat(ItsmSystemAccounts.ids(saved(null, forged))).isEqualTo(Map.of("snow", "id-snow"));
  }

  @Test
  void theAccountsOfANewRealmComeAfterItsSystems() {
    ComponentModel system = system("snow");
    ItsmSystemAccounts.resolve(session, realm, null, system, true);
    assertThat(ItsmSystemAccounts.names(system)).containsExactly("snow");
    assertThat(ItsmSystemAccounts.ids(system)).isEmpty();

    clients.put("snow", "id-snow");
    assertThat(ItsmSystemAccounts.ids(saved(system, new ComponentModel(system))))
        .isEqualTo(Map.of("snow", "id-snow"));
  }
}
