import { Refusal } from "../api/client";
import { createContext, useContext, type ReactNode } from "react";

/** Sends the person through the login again; the options are those of keycloak-js. */
export type Login = (options?: Record<string, unknown>) => Promise<void>;

const Context = createContext<Login>(() => Promise.resolve());

export const LoginProvider = ({ login, children }: { login: Login; children: ReactNode }) => <Context.Provider value={login}>{children}</Context.Provider>;

export const useLogin = (): Login => useContext(Context);

const WITHIN = 12 * 3600;

/** What the server wants of a login, as RFC 9470 says it; undefined for another refusal. */
function strongerLogin(problem: unknown): string | undefined {
  if (!(problem instanceof Refusal) || problem.status !== 401) return undefined;
  return /acr_values=([^,\s]+)/.exec(problem.message)?.[1];
}

/** Does something; where the server asks for a stronger login first, the person is sent there and comes back here. */
export function useWithLogin(): <T>(work: () => Promise<T>) => Promise<T | undefined> {
  const login = useLogin();
  return async (work) => {
    try {
      return await work();
    } catch (problem) {
      const acr = strongerLogin(problem);
      if (!acr) throw problem;
      await login({ acrValues: acr, maxAge: WITHIN, redirectUri: location.href });
      return undefined;
    }
  };
}
