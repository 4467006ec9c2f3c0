import { createContext, useContext, type ReactNode } from "react";

/** Sends the person through the login again; the options are those of keycloak-js. */
export type Login = (options?: Record<string, unknown>) => Promise<void>;

const Context = createContext<Login>(() => Promise.resolve());

export const LoginProvider = ({ login, children }: { login: Login; children: ReactNode }) => <Context.Provider value={login}>{children}</Context.Provider>;

export const useLogin = (): Login => useContext(Context);
