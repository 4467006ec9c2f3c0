import type { Overview } from "../api/types";
import { useAddress, useGate } from "../ui/console";
import { useLoad } from "../ui/load";

/** What is to be done first in a realm where nothing is set up: a rule; undefined where there is one, or until it is known. */
export function useFirstStep(): "rule" | undefined {
  const gate = useGate();
  const { realm } = useAddress();
  const { data } = useLoad(() => gate.get<Overview>(""), realm);
  return data?.rules === 0 ? "rule" : undefined;
}
