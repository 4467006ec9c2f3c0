import type { ConsoleContext } from "../context";

/** Header that names the ticket of a call of Keycloak's own. */
export const TICKET_HEADER = "X-Ticket-Ref";

const NEEDS_TICKET = "ticket_required";

interface RefusedBody {
  error?: string;
  errorMessage?: string;
}

const asUrl = (input: RequestInfo | URL) => new URL(input instanceof Request ? input.url : String(input), document.baseURI);
const methodOf = (input: RequestInfo | URL, init?: RequestInit) => (init?.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase();

async function needsTicket(response: Response): Promise<boolean> {
  if (response.status !== 403) return false;
  const body = (await response.clone().json().catch(() => ({}))) as RefusedBody;
  return body.error === NEEDS_TICKET || body.errorMessage === NEEDS_TICKET;
}

/**
 * From now on a change of the console's own that is refused for want of a ticket asks for the ticket, and is made again with
 * it. Whoever names none gets the refusal as before. Reads are never touched.
 */
export function askForTickets(context: Promise<ConsoleContext | undefined>): void {
  const stock = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const method = methodOf(input, init);
    if (method === "GET" || method === "HEAD") return stock(input, init);
    // A request whose body was sent cannot be sent again.
    const again = input instanceof Request ? input.clone() : input;
    const response = await stock(input, init);
    try {
      if (!(await needsTicket(response))) return response;
      const console = await context;
      const url = asUrl(again);
      const realm = console && `/admin/realms/${encodeURIComponent(console.realm)}`;
      const at = realm ? url.pathname.indexOf(realm + "/") : -1;
      // Our own pages ask for a ticket themselves.
      if (!console || !realm || at < 0 || url.pathname.startsWith(realm + "/ticket-gate", at)) return response;
      const { promptForTicket } = await import("./prompt");
      return await promptForTicket({
        context: console,
        method,
        path: url.pathname.slice(at + realm.length),
        body: typeof init?.body === "string" ? init.body : undefined,
        refused: response,
        retry: (ticket) => {
          const headers = new Headers(init?.headers ?? (again instanceof Request ? again.headers : undefined));
          headers.set(TICKET_HEADER, ticket);
          return stock(again instanceof Request ? again.clone() : again, { ...init, headers });
        },
      });
    } catch (problem) {
      globalThis.console.error("Ticket Gate:", problem);
      return response;
    }
  };
}
