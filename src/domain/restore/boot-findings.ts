import type { Readable } from "../cloud.ts";
import { error, type Finding, info, warning } from "../finding.ts";
import type { BootQuota, BootUse, Flavor, FoundBoot, Image } from "./boot-facts.ts";
import type { FoundMember, RestoreFacts } from "./facts.ts";

/** Can a server be booted that reads the restored volumes, and what will that server be? */
export function bootFindings(facts: RestoreFacts): Finding[] {
  const { boot, application, point } = facts;
  if (boot === undefined)
    return [
      error("no-boot", application.application, "the manifest names no restore.boot", {
        next: "add restore.boot with a flavor, and an image unless the group holds the root volume",
      }),
    ];
  const { flavor, image, networks, quota } = boot;
  return [
    ...unread("flavor", flavor.asked, flavor.found),
    ...(image === undefined ? [] : unread("image", image.asked, image.found)),
    ...rootFindings(facts, boot),
    ...networks.flatMap(networkFindings),
    ...("value" in flavor.found ? sizeFindings(flavor.found.value, boot) : []),
    ...("value" in flavor.found ? quotaFindings(quota, flavor.found.value, point.cloud) : []),
  ];
}

/** Those of the volumes to be made that a server could boot from. */
export const bootable = ({ members, roles }: Pick<RestoreFacts, "members" | "roles">): FoundMember[] =>
  members.filter(
    ({ evidence, source }) => source?.bootable === true && roles?.includes(evidence.role) !== false,
  );

const unread = (what: string, asked: string, found: Readable<unknown>): Finding[] =>
  "unread" in found ? [error(`boot-${what}`, asked, `restore.boot.${what}: ${found.unread}`)] : [];

/** It boots from exactly one thing. */
function rootFindings(facts: RestoreFacts, { image }: FoundBoot): Finding[] {
  const roots = bootable(facts).map(({ evidence }) => evidence.role);
  const about = facts.application.application;
  if (image !== undefined)
    return roots.length === 0
      ? []
      : [
          error(
            "boot-two-roots",
            about,
            `restore.boot names image ${image.asked}, and ${roots.join(", ")} of the group is bootable, too: which one is to be booted?`,
            { next: "leave restore.boot.image out, or leave that role out with --roles" },
          ),
        ];
  if (roots.length === 1) return [copyOfTheSystem(roots[0] ?? "")];
  return [
    error(
      "boot-no-root",
      about,
      roots.length === 0
        ? "no volume of the point is bootable, and restore.boot names no image"
        : `${roots.join(", ")} are all bootable: one at most can be booted`,
      { next: "name restore.boot.image: a system with the tools of the recovery kit" },
    ),
  ];
}

const copyOfTheSystem = (role: string): Finding =>
  warning(
    "boot-own-system",
    role,
    "what is booted is a copy of the application's own system: its services start and write to the restored volumes before anybody can look at them",
    {
      costs: "only that it boots is reported: no database is recovered apart and no data is checked",
      next: "to have the data checked, name restore.boot.image and restore without this role",
    },
  );

function networkFindings({ asked, listed, found }: FoundBoot["networks"][number]): Finding[] {
  if (!listed)
    return [
      error(
        "boot-network-not-isolated",
        asked,
        "config does not list this network as isolated: a copy must not meet its original, nor anybody who takes it for that",
        {
          next: "leave networks out of restore.boot, or add it to clouds.<name>.isolatedNetworks in config.yml",
        },
      ),
    ];
  return unread("network", asked, found);
}

function sizeFindings({ name, diskGib, ramMib }: Flavor, { image }: FoundBoot): Finding[] {
  if (image === undefined || !("value" in image.found)) return [];
  const { status, minDiskGib, minRamMib } = image.found.value;
  const about = image.asked;
  return [
    ...(status === "active" ? [] : [error("boot-image", about, `the image is ${status}, expected active`)]),
    ...(diskGib === 0
      ? [
          error("boot-flavor-disk", name, "the flavor brings no root disk for the image to be copied to", {
            next: "name a flavor with one",
          }),
        ]
      : []),
    ...(diskGib > 0 && diskGib < minDiskGib
      ? [
          error(
            "boot-flavor-disk",
            name,
            `its root disk has ${diskGib} GiB, image ${about} needs ${minDiskGib}`,
          ),
        ]
      : []),
    ...(ramMib < minRamMib
      ? [error("boot-flavor-ram", name, `it has ${ramMib} MiB of memory, image ${about} needs ${minRamMib}`)]
      : []),
    ...untold(image.found.value, about),
  ];
}

/** What an image holds cannot be seen from outside; its owner may say it. */
const untold = ({ postgresql, mariadb }: Image, about: string): Finding[] =>
  postgresql !== undefined || mariadb !== undefined
    ? []
    : [
        info(
          "boot-image-untold",
          about,
          "the image does not tell which database server it has; that is seen once it has booted",
          {
            next: "set its properties freezeframe_postgresql or freezeframe_mariadb, freezeframe_glibc and freezeframe_icu",
          },
        ),
      ];

function quotaFindings(quota: Readable<BootQuota>, { cores, ramMib }: Flavor, about: string): Finding[] {
  if ("unread" in quota)
    return [info("boot-quota-not-read", about, `quota of Nova could not be read: ${quota.unread}`)];
  const { value } = quota;
  const tight = (name: string, { limit, used }: BootUse, more: number): Finding[] =>
    limit < 0 || used + more <= limit
      ? []
      : [
          error(
            "quota",
            about,
            `quota ${name}: ${used} of ${limit} are used, the server needs ${more} more`,
            {
              next: `delete what nobody needs, or ask for a limit of ${used + more} for ${name}`,
            },
          ),
        ];
  return [
    ...tight("instances", value.instances, 1),
    ...tight("cores", value.cores, cores),
    ...tight("ram", value.ramMib, ramMib),
  ];
}
