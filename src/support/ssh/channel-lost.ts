import { DomainError } from "#domain/errors.ts";

/**
 * A channel that ended before or in a conversation: `unreachable`, with what to do about what was on stderr. `kit` is the
 * name of what should have answered, such as *guest kit*.
 */
export function channelLost(server: string, why: string, kit: string): DomainError {
  const hints: readonly [RegExp, string][] = [
    [
      /Host key verification failed|REMOTE HOST IDENTIFICATION/,
      "Pin the guest's host key in the known_hosts file of the config, after checking it on the guest's console.",
    ],
    [
      /Permission denied|no such identity/i,
      `Run the ${kit}'s install.sh with --authorized-key and the bot's public key, and check ssh.user.`,
    ],
    [
      /password is required|not allowed to execute|not in the sudoers/,
      `Run the ${kit}'s install.sh again: its sudoers file is missing.`,
    ],
    [
      /command not found|No such file or directory/,
      `Run the ${kit}'s install.sh on the server; on the bot's side, check the identity file.`,
    ],
    [
      /timed out|No route|refused|resolve/i,
      "Check ssh.host, the port and the way there (security group, jump host).",
    ],
    [/ENOENT/, "Install an OpenSSH client on the bot's machine."],
  ];
  const next = hints.find(([pattern]) => pattern.test(why))?.[1];
  return new DomainError("unreachable", `${server}: ${why}`, next === undefined ? {} : { next });
}
