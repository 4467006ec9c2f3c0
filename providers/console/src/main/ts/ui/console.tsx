import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from "react";
import { gateApi, stockApi, type Client } from "../api/client";
import { rolesIn } from "../api/who";
import type { ConsoleContext } from "../context";

const Context = createContext<ConsoleContext | undefined>(undefined);

export const ConsoleProvider = ({ context, children }: { context: ConsoleContext; children: ReactNode }) => (
  <Context.Provider value={context}>{children}</Context.Provider>
);

export function useConsole(): ConsoleContext {
  const context = useContext(Context);
  if (!context) throw new Error("A page is shown outside of a console.");
  return context;
}

/** The address of the page, kept current. */
export function useAddress(): { realm: string; path: string[]; query: URLSearchParams } {
  const context = useConsole();
  const key = useSyncExternalStore(
    (changed) => context.subscribe(changed),
    () => [context.realm, ...context.path(), context.query().toString()].join("\n"),
  );
  // The key says when the address is another.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => ({ realm: context.realm, path: context.path(), query: context.query() }), [context, key]);
}

/** The gate's resource of the realm that is looked at. */
export function useGate(): Client {
  const context = useConsole();
  const { realm } = useAddress();
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => gateApi(context), [context, realm]);
}

/** Keycloak's own resource of the realm that is looked at. */
export function useStock(): Client {
  const context = useConsole();
  const { realm } = useAddress();
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => stockApi(context), [context, realm]);
}

/** Whether the person has one of the gate's roles here; nobody has any until it is known. */
export function useMay(): (...roles: ("view" | "grant" | "review" | "admin" | "audit" | "break-glass")[]) => boolean {
  const context = useConsole();
  const { realm } = useAddress();
  const [roles, setRoles] = useState<Set<string>>(new Set());
  useEffect(() => {
    let current = true;
    rolesIn(context, realm).then((found) => current && setRoles(found), () => undefined);
    return () => {
      current = false;
    };
  }, [context, realm]);
  return (...wanted) => wanted.some((role) => roles.has("ticket-gate-" + role));
}
