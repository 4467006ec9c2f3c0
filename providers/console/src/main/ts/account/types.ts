import type { BindingStatus, Entitlement } from "../api/types";

/** A binding as its holder sees it; docs/self-service.md. */
export interface Access {
  id: string;
  status: BindingStatus;
  entitlement: Entitlement;
  ticket: string;
  rule: string;
  justification?: string;
  createdAt: string;
  notBefore: string;
  startsAt?: string;
  expiresAt?: string;
  reviewDueAt?: string;
  endedAt?: string;
  cause?: string;
  actions: ("activate" | "extend" | "give-back")[];
}
