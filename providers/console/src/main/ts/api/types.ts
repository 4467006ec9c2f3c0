import type { components } from "./schema";

type Schemas = components["schemas"];

export type Binding = Schemas["BindingView"];
export type BindingStatus = Binding["status"];
export type Step = Schemas["Step"];
export type Subject = Schemas["SubjectJson"];
export type Entitlement = Schemas["EntitlementJson"];
export type Check = Schemas["Check"];
export type Evaluation = Schemas["Evaluation"];
export type Ticket = Schemas["TicketView"];
export type Covered = Schemas["Covered"];
export type Unused = Schemas["Unused"];
export type UnusedReport = Schemas["Report"];
export type Job = Schemas["JobView"];
export type Rule = Schemas["Rule"];
export type PatternMatch = Schemas["PatternMatch"];
export type Impact = Schemas["Impact"];
export type System = Schemas["System"];
export type SystemFindings = Schemas["SystemFindings"];
export type Finding = Schemas["SystemFinding"];
export type Happening = Schemas["HappeningView"];
export type Overview = Schemas["Overview"];
export type Subscriber = Schemas["Subscriber"];
export type SubscriberFindings = Schemas["SubscriberFindings"];
export type Delivery = Schemas["DeliveryView"];
export type ReviewResult = Schemas["Result"];
