import { z } from "zod";
import { Name } from "#domain/manifest/name.ts";
import { Server } from "#domain/manifest/server.ts";
import { type PathSchema, sshSection } from "./ssh-section.ts";

const RecoveryServer = Server.extend({ cloud: Name.describe("An entry of clouds: where the server is") });

/**
 * Where restored volumes are read: servers that stand ready with the recovery kit and belong to no application. Their key is
 * not that of the guests.
 */
export const recoverySection = (path: PathSchema) =>
  z
    .strictObject({
      ssh: sshSection(path).optional().describe("Needed as soon as a recovery server says ssh"),
      servers: z
        .array(RecoveryServer, { error: "expected a list of recovery servers" })
        .min(1, "expected at least one recovery server"),
    })
    .superRefine(({ ssh, servers }, issues) => {
      for (const [index, server] of servers.entries()) {
        const ways = [server.ssh, server.local].filter((way) => way !== undefined).length;
        const refuse = (message: string, key: string) =>
          issues.addIssue({ code: "custom", path: ["servers", index, key], message });
        if (ways !== 1) refuse("expected exactly one of ssh and local", "ssh");
        else if (server.ssh !== undefined && ssh === undefined)
          refuse("recovery.ssh is not there: with which key and known hosts?", "ssh");
      }
    });
