import { fillAccountRoute, findHost } from "../admin/host";

/** What every page of the Account Console loads. "My access" itself comes when it is opened. */
async function main(): Promise<void> {
  const host = await findHost();
  if (!host) return;
  await fillAccountRoute(host, "my-access", (into) => {
    let unmount: (() => void) | undefined;
    let gone = false;
    void import("./mount").then(({ mount }) => {
      if (!gone) unmount = mount(into, host);
    });
    return () => {
      gone = true;
      unmount?.();
    };
  });
}

main().catch((problem: unknown) => console.error("Ticket Gate:", problem));
