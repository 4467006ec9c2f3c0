import type { Client } from "../../api/client";

/** A setting of a component, as Keycloak's server info describes it. */
export interface Property {
  name: string;
  label?: string;
  helpText?: string;
  type?: string;
  defaultValue?: unknown;
  options?: string[];
  secret?: boolean;
  required?: boolean;
}

export interface ComponentType {
  id: string;
  helpText?: string;
  properties: Property[];
}

interface ServerInfo {
  componentTypes?: Record<string, ComponentType[]>;
}

/** The kinds of components that this server has for an SPI, with their settings. */
export async function componentTypes(server: Client, spi: string): Promise<ComponentType[]> {
  return (await server.get<ServerInfo>("/admin/serverinfo")).componentTypes?.[spi] ?? [];
}

export const CONNECTORS = "io.ticketgate.spi.ItsmConnector";
export const SUBSCRIBERS = "io.ticketgate.spi.EventSubscriber";

export type Settings = Record<string, string | string[] | boolean>;
