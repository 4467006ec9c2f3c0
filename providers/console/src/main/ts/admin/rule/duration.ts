export type Unit = "minutes" | "hours" | "days";
export const UNITS: readonly Unit[] = ["minutes", "hours", "days"];

export interface Length {
  amount: string;
  unit: Unit;
}

const SIMPLE: [RegExp, Unit][] = [
  [/^PT(\d+)M$/, "minutes"],
  [/^PT(\d+)H$/, "hours"],
  [/^P(\d+)D$/, "days"],
  [/^PT(0)S$/, "minutes"],
];

/** A duration as a number and a unit; undefined for one that is not so simple, and is edited as text. */
export function length(iso: string): Length | undefined {
  for (const [form, unit] of SIMPLE) {
    const amount = form.exec(iso)?.[1];
    if (amount !== undefined) return { amount, unit };
  }
  return undefined;
}

/** ISO 8601 for a number and a unit; empty for no number. */
export function iso({ amount, unit }: Length): string {
  if (!/^\d+$/.test(amount)) return "";
  if (unit === "days") return `P${amount}D`;
  return `PT${amount}${unit === "hours" ? "H" : "M"}`;
}
