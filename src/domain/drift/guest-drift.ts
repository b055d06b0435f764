import type { FrozenMount } from "../evidence.ts";
import { type Finding, info, warning } from "../finding.ts";
import type { RecoveryPoint } from "../recovery-point.ts";
import { SHIPPED_KIT } from "../shipped-kit.ts";

/** A guest as it would be frozen now. */
export interface GuestNow {
  readonly server: string;
  /** Version of its kit. */
  readonly kit?: string | undefined;
  readonly mounts: readonly FrozenMount[];
}

export const GUEST_CODES: readonly string[] = [
  "host-key-changed",
  "cannot-freeze",
  "kit-older",
  "mount-moved",
];

/** A pinned host key that is another one is no failure like others: it may be a new guest, or somebody in between. */
export const aboutGuest = (finding: Finding): Finding =>
  finding.code === "cannot-freeze" &&
  /Host key verification failed|REMOTE HOST IDENTIFICATION/.test(finding.text)
    ? {
        ...finding,
        code: "host-key-changed",
        next: `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the guest's console; if it is its own, put it into the known_hosts file of config.yml: ${finding.next ?? ""}`.trim(),
      }
    : finding;

/** Kits older than ours, and file systems that lie on other volumes than at the newest point. */
export function guestDrift(guests: readonly GuestNow[], point: RecoveryPoint | undefined): Finding[] {
  return guests.flatMap((guest) => [...kitFindings(guest), ...mountFindings(guest, point)]);
}

function kitFindings({ server, kit }: GuestNow): Finding[] {
  if (kit === undefined || !isOlder(kit, SHIPPED_KIT)) return [];
  return [
    info("kit-older", server, `the guest kit of ${server} is ${kit}, this release has ${SHIPPED_KIT}`, {
      costs: "what the newer kit observes is not observed there",
      next: `run install.sh of deploy/guest-kit in ${server}`,
    }),
  ];
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(".").map(Number));
  const at = b?.findIndex((number, index) => number !== a?.[index]) ?? -1;
  return at >= 0 && (a?.[at] ?? 0) < (b?.[at] ?? 0);
}

function mountFindings({ server, mounts }: GuestNow, point: RecoveryPoint | undefined): Finding[] {
  const then = point?.evidence.hold?.servers.find((one) => one.server === server)?.mounts ?? [];
  return mounts.flatMap(({ mount, volumeIds }) => {
    const before = then.find((one) => one.mount === mount)?.volumeIds;
    const [was, is] = [before?.toSorted().join(", "), volumeIds.toSorted().join(", ")];
    if (was === undefined || was === is) return [];
    return [
      warning(
        "mount-moved",
        `${server} ${mount}`,
        `${mount} of ${server} lies on ${is} and lay on ${was} at ${point?.id}`,
        {
          costs: "older points have what was there before",
          next: `findmnt ${mount} in ${server}, beside group.volumes of the manifest`,
        },
      ),
    ];
  });
}
