import type { BindingStatus, Entitlement, Subject } from "../api/types";

/** A binding as its holder sees it; docs/self-service.md. */
export interface Access {
  id: string;
  status: BindingStatus;
  /** Absent for the person who asks. */
  subject?: Subject;
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

/** What may be asked for. */
export interface Askable {
  id: string;
  entitlement: Entitlement;
  description?: string;
  rules: string[];
  systems: string[];
  longest?: string;
  windowRequired: boolean;
  held: boolean;
  binding?: string;
  request?: string;
}

export type RequestStatus = "making" | "pending" | "approved" | "rejected" | "closed" | "granted" | "ended";

/** What was asked for, and what has become of it. */
export interface AccessRequest {
  id: string;
  entitlement: Entitlement;
  subject?: Subject;
  justification: string;
  from?: string;
  until?: string;
  createdAt: string;
  system: string;
  ticket?: string;
  url?: string;
  status: RequestStatus;
  ticketState?: string;
  approvals?: { approved: number; pending: number; rejected: number };
  binding?: string;
  actions: "activate"[];
}

/** A client that the person answers for. */
export interface Owned {
  clientId: string;
  name?: string;
  enabled: boolean;
  serviceAccount: boolean;
}

/** What an answer shows of a credential, once. */
export interface Issued {
  credential?: { clientId: string; secret?: string; expiresAt?: string };
}
