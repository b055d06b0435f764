import { z } from "zod";
import { Name } from "./name.ts";

// None of these can start with a dash: they become arguments of ssh.
const Host = z
  .string()
  .regex(/^[A-Za-z0-9:][A-Za-z0-9.:_-]{0,254}$/, { error: "expected a host name or address" });
const User = z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, { error: "expected a user name" });
const Jump = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.@:[\],-]{0,254}$/, {
  error: "expected a jump host, such as bastion.example.net or user@bastion:2222",
});
const Port = z
  .int({ error: "expected a port number" })
  .min(1, "expected a port from 1 to 65535")
  .max(65_535, "expected a port from 1 to 65535");

/** A guest of the application. Exactly one of `ssh` and `local` says how it is reached. */
export const Server = z.strictObject({
  name: Name.describe("Name of the server in the cloud"),
  os: z
    .literal("linux", {
      error: (issue) =>
        issue.input === "windows"
          ? "Windows guests are not supported: Freezeframe freezes file systems of Linux guests only"
          : "expected linux, the only kind of guest that Freezeframe freezes",
    })
    .optional()
    .describe("Linux only"),
  ssh: z
    .strictObject({
      host: Host,
      user: User.describe("The guest kit's user: its key may start freezeframe-hold and nothing else"),
      port: Port.default(22),
      jump: Jump.optional().describe("Jump host, as for ssh -J"),
    })
    .optional(),
  local: z.strictObject({ port: Port }).optional().describe("Loopback TCP, for the playground"),
});
export type Server = z.infer<typeof Server>;
