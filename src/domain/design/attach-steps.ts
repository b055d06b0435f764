import type { Commanded } from "./commanded.ts";
import { shellWord } from "./shell-word.ts";
import { manifest, type Source } from "./source.ts";
import { say, unknown } from "./statement.ts";
import { type HttpBlock, http, type Step, shell } from "./step.ts";

/** Asks until the volume in that variable has the status. */
export const waitFor = (variable: string, status: string): HttpBlock =>
  http({
    who: "project",
    method: "GET",
    path: `/volumes/$${variable}`,
    expect: 200,
    until: { path: "volume.status", is: status },
  });

/** One after another, in the order of the manifest: a guest sees disks in the order in which they come. */
export function attachSteps({ facts, volumes: all }: Commanded, way: "volumes" | "group"): Step[] {
  const { recoveryServer, application } = facts;
  const key = manifest(application.restore.order === undefined ? "group.volumes" : "restore.order");
  if (recoveryServer === undefined)
    return [
      {
        id: `attach-${way}`,
        title: "Attach to the recovery server",
        about: [
          unknown(
            "Which server restored volumes are read on: the manifest has no `restore.recoveryServer`.",
            manifest("restore"),
          ),
        ],
        shell: [],
        http: [],
      },
    ];
  const server = "value" in recoveryServer.id ? recoveryServer.id.value : shellWord(recoveryServer.name);
  const seen: Source = {
    kind: "cloud",
    what: `server ${recoveryServer.name}`,
    as: facts.cloud.as.project,
    at: facts.cloud.at,
  };
  return [
    {
      id: `attach-${way}`,
      title: `Attach to ${recoveryServer.name}, in order`,
      about: [
        say(
          `Order: ${all.map(({ role }) => role).join(", ")}. Nova ignores device names; in the guest a disk is known by its serial, the first 20 characters of the volume's id.`,
          key,
          seen,
        ),
        say(
          "Never to the server that has the originals: file systems and volume groups would have the same ids twice.",
          seen,
        ),
      ],
      shell: [
        shell(
          "project",
          ...all.flatMap(({ restored }) => [
            `openstack server add volume ${server} "$${restored}"`,
            `await in-use volume_status "$${restored}"`,
          ]),
        ),
        shell(
          "project",
          "# when its data has been read and its file systems are unmounted",
          ...all
            .toReversed()
            .flatMap(({ restored }) => [
              `openstack server remove volume ${server} "$${restored}"`,
              `await available volume_status "$${restored}"`,
            ]),
        ),
      ],
      http: [
        ...all.flatMap(({ restored }) => [
          http({
            who: "project",
            service: "compute",
            method: "POST",
            path: `/servers/${server}/os-volume_attachments`,
            body: { volumeAttachment: { volumeId: `$${restored}` } },
            expect: 200,
          }),
          waitFor(restored, "in-use"),
        ]),
        ...all.toReversed().flatMap(({ restored }) => [
          http({
            who: "project",
            service: "compute",
            method: "DELETE",
            path: `/servers/${server}/os-volume_attachments/$${restored}`,
            expect: 202,
          }),
          waitFor(restored, "available"),
        ]),
      ],
    },
  ];
}
