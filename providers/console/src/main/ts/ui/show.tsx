import { Alert, Label, List, ListItem, Text, TextContent, Tooltip } from "@libs/patternfly";
import { useTranslation } from "@libs/i18n";
import { Refusal } from "../api/client";
import type { BindingStatus, Entitlement, Subject } from "../api/types";
import { useSay, useSayWord } from "../i18n";
import { entitlementKind, entitlementName, exactly, fromNow, subjectKind, subjectName } from "./text";

const COLOURS = { AUTHORIZED: "blue", ACTIVE: "green", SUSPENDED: "orange", REVOKED: "red", EXPIRED: "grey" } as const;

export const Status = ({ status }: { status: BindingStatus }) => {
  const sayWord = useSayWord();
  return <Label isCompact color={COLOURS[status] ?? "grey"}>{sayWord("status", status)}</Label>;
};

/** A time as people speak of it; the exact one when it is pointed at. */
export const When = ({ at, absent }: { at?: string; absent?: string }) => {
  const { i18n } = useTranslation();
  if (!at) return <>{absent ?? "—"}</>;
  return (
    <Tooltip content={exactly(at, i18n.language)}>
      <time dateTime={at} tabIndex={0}>{fromNow(at, i18n.language)}</time>
    </Tooltip>
  );
};

export const Exactly = ({ at, absent }: { at?: string; absent?: string }) => {
  const { i18n } = useTranslation();
  return at ? <time dateTime={at}>{exactly(at, i18n.language)}</time> : <>{absent ?? "—"}</>;
};

export const SubjectText = ({ subject }: { subject: Subject }) => {
  const sayWord = useSayWord();
  const kind = subjectKind(subject);
  return (
    <>
      {subjectName(subject)} {kind !== "user" && <Label isCompact variant="outline">{sayWord("subject", kind)}</Label>}
    </>
  );
};

export const EntitlementText = ({ entitlement }: { entitlement: Entitlement }) => {
  const sayWord = useSayWord();
  const kind = entitlementKind(entitlement);
  return (
    <>
      {entitlementName(entitlement)} {kind !== "role" && <Label isCompact variant="outline">{sayWord("entitlement", kind)}</Label>}
    </>
  );
};

/** What the server refused, in its words, and what it has a code for. */
export const Problem = ({ problem, title }: { problem: unknown; title?: string }) => {
  const say = useSay();
  const sayWord = useSayWord();
  const refusal = problem instanceof Refusal ? problem : undefined;
  const failed = refusal?.checks.filter((check) => check.outcome === "fail") ?? [];
  return (
    <Alert isInline variant="danger" title={title ?? (refusal?.code ? sayWord("code", refusal.code) : say("problem"))} data-testid="problem">
      <TextContent>
        <Text component="p">{problem instanceof Error ? problem.message : String(problem)}</Text>
        {failed.length > 0 && (
          <List isPlain>
            {failed.map((check) => (
              <ListItem key={check.rule + check.id}>{check.message}</ListItem>
            ))}
          </List>
        )}
        {refusal?.code && <Text component="p" className="pf-v5-u-font-size-sm">{refusal.code}</Text>}
      </TextContent>
    </Alert>
  );
};
