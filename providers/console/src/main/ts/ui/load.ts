import { useCallback, useEffect, useState } from "react";

export interface Loaded<T> {
  data?: T;
  problem?: unknown;
  loading: boolean;
  reload(): void;
}

/** Loads once, and again when `key` or `refresh` is another, or it is asked to. What was loaded stays to be seen while it is loaded again. */
export function useLoad<T>(load: () => Promise<T>, key: string, refresh = 0): Loaded<T> {
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<{ key: string; data?: T; problem?: unknown; loading: boolean }>({ key, loading: true });
  useEffect(() => {
    let current = true;
    setState((before) => ({ key, data: before.key === key ? before.data : undefined, loading: true }));
    load().then(
      (data) => current && setState({ key, data, loading: false }),
      (problem: unknown) => current && setState({ key, problem, loading: false }),
    );
    return () => {
      current = false;
    };
    // The key stands for what `load` depends on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, turn, refresh]);
  const reload = useCallback(() => setTurn((it) => it + 1), []);
  const stale = state.key !== key;
  return { data: stale ? undefined : state.data, problem: stale ? undefined : state.problem, loading: stale || state.loading, reload };
}
