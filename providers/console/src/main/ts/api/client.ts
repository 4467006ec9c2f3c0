import type { ConsoleContext } from "../context";
import type { Check } from "./types";

/** What the server said to a call that it refused. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly field?: string,
    readonly checks: Check[] = [],
  ) {
    super(detail);
    this.name = "Refusal";
  }
}

interface ProblemBody {
  code?: string;
  detail?: string;
  field?: string;
  checks?: Check[];
  error?: string;
  errorMessage?: string;
  error_description?: string;
}

async function refusal(response: Response): Promise<Refusal> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  const detail = body.detail ?? body.error_description ?? body.errorMessage ?? body.error ?? `${response.status} ${response.statusText}`;
  return new Refusal(response.status, body.code ?? body.error ?? "", detail, body.field, body.checks);
}

type Query = Record<string, string | number | boolean | undefined>;

const withQuery = (path: string, query: Query = {}) => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  return given.length ? `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : path;
};

/** Calls with the token of whoever is logged in. */
export class Client {
  constructor(
    private readonly context: ConsoleContext,
    private readonly base: string,
  ) {}

  async response(path: string, init: RequestInit = {}): Promise<Response> {
    const token = await this.context.getAccessToken();
    const response = await fetch(this.base + path, {
      ...init,
      headers: { Accept: "application/json", Authorization: `Bearer ${token}`, ...init.headers },
    });
    if (!response.ok) throw await refusal(response);
    return response;
  }

  private async json<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await this.response(path, init);
    const text = await response.text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  get<T>(path: string, query?: Query): Promise<T> {
    return this.json(withQuery(path, query));
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    return this.json(path, this.sent("POST", body));
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.json(path, this.sent("PUT", body));
  }

  async delete(path: string): Promise<void> {
    await this.response(path, { method: "DELETE" });
  }

  private sent(method: string, body: unknown): RequestInit {
    return body === undefined
      ? { method }
      : { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  }
}

const realmPath = (realm: string) => `/realms/${encodeURIComponent(realm)}`;

/** Keycloak's own Admin REST API, for one realm. */
export const stockApi = (context: ConsoleContext) => new Client(context, context.adminBaseUrl + "/admin" + realmPath(context.realm));

/** The gate's admin resource of the realm that is looked at. */
export const gateApi = (context: ConsoleContext) => new Client(context, context.adminBaseUrl + "/admin" + realmPath(context.realm) + "/ticket-gate");

/** What people do of their own. */
export const myApi = (context: ConsoleContext) => new Client(context, context.serverBaseUrl + realmPath(context.realm) + "/ticket-gate/my");
