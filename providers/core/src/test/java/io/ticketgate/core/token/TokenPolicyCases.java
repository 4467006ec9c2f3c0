package io.ticketgate.core.token;

import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CREDENTIAL;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.InMemoryRealm.parse;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Protection;
import io.ticketgate.core.rule.RememberedProtection;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules and bindings that a token is judged by, and requests for tokens. */
abstract class TokenPolicyCases {

  final List<Rule> rules = new ArrayList<>();
  final List<Binding> bindings = new ArrayList<>();

  TokenPolicy policy() {
    return new TokenPolicy(
        new Protection(rules, entitlement -> Map.of(), () -> RememberedProtection.NONE),
        role -> role.equals(OPS) ? Set.of(OPS, DB_ADMIN, READER) : Set.of(role),
        id -> bindings.stream().filter(binding -> binding.subject().id().equals(id)).toList(),
        T0);
  }

  void rule(String... settings) {
    rules.add(parse("rule" + rules.size(), settings));
  }

  Binding bound(String id, Subject subject, Entitlement entitlement, int hours) {
    Binding binding = TokenBinding.of(id, subject, entitlement, hours);
    bindings.add(binding);
    return binding;
  }

  /** The same under another name. */
  static Entitlement called(Entitlement role, String name) {
    return new Entitlement(role.id(), new EntitlementName.RealmRole(name));
  }

  static TokenRequest user(Entitlement... roles) {
    return new TokenRequest(DEPLOYER_CREDENTIAL, ALICE.id(), List.of(roles), false, null);
  }

  static TokenRequest derived(Entitlement... roles) {
    return new TokenRequest(DEPLOYER_CREDENTIAL, ALICE.id(), List.of(roles), true, null);
  }

  static TokenRequest service(@Nullable String ticket, Entitlement... roles) {
    return new TokenRequest(
        DEPLOYER_CREDENTIAL,
        DEPLOYER.id(),
        List.of(roles),
        false,
        ticket == null ? null : TicketRef.parse(ticket));
  }

  static TokenRequest exchanged() {
    return new TokenRequest(
        new Entitlement("c-other", new EntitlementName.ClientCredential("other")),
        DEPLOYER.id(),
        List.of(),
        true,
        null,
        DEPLOYER_CREDENTIAL);
  }

  static void refused(TokenVerdict verdict, ErrorCode code, String part) {
    assertThat(verdict.refusal())
        .isNotNull()
        .hasMessageContaining(part)
        .extracting(GateException::code)
        .isEqualTo(code);
  }
}
