import { Alert, Label, List, ListItem, Spinner, Title } from "@libs/patternfly";
import { useEffect, useState } from "react";
import { Refusal } from "../../api/client";
import type { Impact, PatternMatch } from "../../api/types";
import { useSay } from "../../i18n";
import { useGate, useMay } from "../../ui/console";
import { Problem } from "../../ui/show";
import { entitlementName, subjectName } from "../../ui/text";
import type { Draft } from "./fields";

const QUIET = 600;

export interface PreviewState {
  loading: boolean;
  preview?: Impact;
  problem?: unknown;
}

/** What the server says of a draft, asked whenever nothing was typed for a moment, once there is enough to ask about. Nothing is saved by it. */
export function usePreview(draft: Draft, ready: boolean): PreviewState {
  const gate = useGate();
  const may = useMay();
  const allowed = may("admin") && ready;
  const [state, setState] = useState<PreviewState>({ loading: false });
  const text = JSON.stringify(draft);
  useEffect(() => {
    if (!allowed) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      setState((before) => ({ ...before, loading: true }));
      gate.post<Impact>("/rules/impact", JSON.parse(text)).then(
        (preview) => current && setState({ loading: false, preview }),
        (problem: unknown) => current && setState({ loading: false, problem }),
      );
    }, QUIET);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [gate, text, allowed]);
  return state;
}

/** The field that the server found at fault, and what it says of it. */
export function faultOf(problem: unknown): { field: string; message: string } | undefined {
  return problem instanceof Refusal && problem.field ? { field: problem.field, message: problem.message } : undefined;
}

/** What each pattern matches now. */
export function Matches({ matches }: { matches: PatternMatch[] }) {
  const say = useSay();
  return (
    <List isPlain>
      {matches.map((it) => (
        <ListItem key={it.field + it.pattern}>
          <Label isCompact color={it.count === 0 ? "orange" : "blue"}>{say("preview.matches", { count: it.count })}</Label> <code>{it.pattern}</code>
          {it.first.length > 0 && (
            <div className="tg-quiet">
              {it.first.join(", ")}
              {it.more && " …"}
            </div>
          )}
        </ListItem>
      ))}
    </List>
  );
}

/** Beside the form: what the patterns match now, and what saving would do to live bindings. */
export function Preview({ state }: { state: PreviewState }) {
  const say = useSay();
  const { preview, problem, loading } = state;
  return (
    <aside aria-live="polite" aria-busy={loading} data-testid="rule-preview">
      <Title headingLevel="h2" size="lg" className="pf-v5-u-mb-md">
        {say("preview")} {loading && <Spinner size="sm" aria-label={say("loading")} />}
      </Title>
      {problem === undefined && !preview && !loading && <p className="tg-quiet">{say("preview.first")}</p>}
      {problem !== undefined && <Problem problem={problem} title={say("preview.notYet")} />}
      {preview && (
        <>
          <Title headingLevel="h3" size="md" className="pf-v5-u-mb-sm">{say("preview.protects")}</Title>
          <Matches matches={preview.matches} />
          <Title headingLevel="h3" size="md" className="pf-v5-u-mt-lg pf-v5-u-mb-sm">{say("preview.live")}</Title>
          <List isPlain>
            <ListItem><Label isCompact color="green">{preview.kept}</Label> {say("preview.kept")}</ListItem>
            <ListItem><Label isCompact color="orange">{preview.toReview}</Label> {say("preview.toReview")}</ListItem>
            <ListItem><Label isCompact color="red">{preview.toRevoke}</Label> {say("preview.toRevoke")}</ListItem>
          </List>
          {!preview.complete && <Alert isInline isPlain variant="info" title={say("preview.incomplete")} className="pf-v5-u-mt-sm" />}
          {preview.first.length > 0 && (
            <List isPlain isBordered className="pf-v5-u-mt-md">
              {preview.first.map((it) => (
                <ListItem key={it.binding}>
                  {subjectName(it.subject)} · {entitlementName(it.entitlement)} · {it.ticket}
                  <div className="tg-quiet">{it.failed.map((check) => check.message).join(" ")}</div>
                </ListItem>
              ))}
            </List>
          )}
        </>
      )}
    </aside>
  );
}
