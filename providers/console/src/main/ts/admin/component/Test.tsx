import { Button, Modal, ModalVariant, Spinner } from "@libs/patternfly";
import type { Finding } from "../../api/types";
import { useSay } from "../../i18n";
import { useGate } from "../../ui/console";
import { useLoad } from "../../ui/load";
import { Problem } from "../../ui/show";
import { Findings } from "./Findings";

/** Runs a test button's test, and shows what it found. */
export function Test({ path, name, close }: { path: string; name: string; close(): void }) {
  const say = useSay();
  const gate = useGate();
  const { data, problem } = useLoad(() => gate.post<{ ok: boolean; findings: Finding[] }>(path), path);
  return (
    <Modal isOpen variant={ModalVariant.medium} title={say("test.title", { name })} onClose={close} actions={[<Button key="close" onClick={close}>{say("close")}</Button>]}>
      {problem !== undefined && <Problem problem={problem} />}
      {!data && problem === undefined && <Spinner size="lg" aria-label={say("loading")} />}
      {data && <Findings findings={data.findings} />}
    </Modal>
  );
}
