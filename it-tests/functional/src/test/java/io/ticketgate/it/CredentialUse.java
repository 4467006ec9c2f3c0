package io.ticketgate.it;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the credential of a client is used for, and what each use answers while the binding is live.
 */
enum CredentialUse {
  CLIENT_CREDENTIALS(200) {
    @Override
    Answer by(Credential c) {
      return c.grant("client_credentials");
    }
  },
  PASSWORD(200) {
    @Override
    Answer by(Credential c) {
      return c.grant("password", "username", Clients.ASKER, "password", RealmFixture.PASSWORD);
    }
  },
  REFRESH(200) {
    @Override
    Answer by(Credential c) {
      return c.grant("refresh_token", "refresh_token", c.refresh());
    }
  },
  CODE(200) {
    @Override
    Answer by(Credential c) {
      return c.grant("authorization_code", "code", c.code(), "redirect_uri", BACK);
    }
  },
  EXCHANGE(200) {
    @Override
    Answer by(Credential c) {
      return c.grant(
          "urn:ietf:params:oauth:grant-type:token-exchange",
          "subject_token",
          c.bearer(),
          "subject_token_type",
          "urn:ietf:params:oauth:token-type:access_token");
    }
  },
  // Past the gate; the client has a permission to give on Keycloak 26.4 only.
  UMA(200, 403) {
    @Override
    Answer by(Credential c) {
      return c.grant("urn:ietf:params:oauth:grant-type:uma-ticket", "audience", c.id());
    }
  },
  DEVICE(200) {
    @Override
    Answer by(Credential c) {
      return c.form("/auth/device");
    }
  },
  // Past the gate; the realm has no device to ask.
  CIBA(503) {
    @Override
    Answer by(Credential c) {
      return c.form("/ext/ciba/auth", "login_hint", Clients.ASKER, "scope", "openid");
    }
  },
  PUSHED(201) {
    @Override
    Answer by(Credential c) {
      return c.form("/ext/par/request", "response_type", "code", "redirect_uri", BACK);
    }
  },
  INTROSPECTION(200) {
    @Override
    Answer by(Credential c) {
      return c.form("/token/introspect", "token", c.bearer());
    }
  },
  REVOCATION(200) {
    @Override
    Answer by(Credential c) {
      return c.form("/revoke", "token", c.bearer());
    }
  };

  /** Where the browser is sent back to. */
  static final String BACK = "http://127.0.0.1:1/back";

  final List<Integer> whileLive;

  CredentialUse(Integer... whileLive) {
    this.whileLive = List.of(whileLive);
  }

  abstract Answer by(Credential c);

  /** A client, its secret, and what the test has from before. */
  record Credential(
      RealmFixture realm, String id, String secret, String bearer, String refresh, String code) {

    Answer form(String path, String... more) {
      Map<String, String> form = new LinkedHashMap<>();
      form.put("client_id", id);
      form.put("client_secret", secret);
      for (int i = 0; i < more.length; i += 2) {
        form.put(more[i], more[i + 1]);
      }
      return realm.open("/protocol/openid-connect" + path).post(new Http.Form(form));
    }

    Answer grant(String type, String... more) {
      String[] all = new String[more.length + 2];
      all[0] = "grant_type";
      all[1] = type;
      System.arraycopy(more, 0, all, 2, more.length);
      return form("/token", all);
    }
  }
}
