import type { Host } from "../admin/host";

export function mount(into: HTMLElement, host: Host): () => void {
  into.append(host.environment.realm);
  return () => into.replaceChildren();
}
