import { Alert, Button, ClipboardCopy, Modal, ModalVariant } from "@libs/patternfly";
import { useSay } from "../i18n";
import { Exactly } from "../ui/show";
import type { Issued } from "./types";

/** A credential that is shown this once. */
export function Secret({ issued, close }: { issued: Issued; close(): void }) {
  const say = useSay();
  const credential = issued.credential;
  if (!credential) return null;
  return (
    <Modal isOpen variant={ModalVariant.small} title={say("secret.title", { client: credential.clientId })} onClose={close} actions={[<Button key="close" onClick={close}>{say("close")}</Button>]}>
      <Alert isInline variant="warning" title={say("secret.once")} className="pf-v5-u-mb-md" />
      {credential.secret && (
        <ClipboardCopy isReadOnly hoverTip={say("secret.copy")} clickTip={say("secret.copied")} textAriaLabel={say("secret.label")}>
          {credential.secret}
        </ClipboardCopy>
      )}
      {credential.expiresAt && (
        <p className="pf-v5-u-mt-md">
          {say("column.until")}: <Exactly at={credential.expiresAt} />
        </p>
      )}
    </Modal>
  );
}
