import { DomainError } from "#domain/errors.ts";

export interface SshSettings {
  /** Private key of the bot; the only identity that is offered. */
  readonly identityFile: string;
  /** Host keys that were pinned beforehand; nothing else is accepted, on the way (jump) neither. */
  readonly knownHostsFile: string;
  readonly connectTimeoutMs: number;
}

export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** `[user@]host[:port]` */
  readonly jump?: string | undefined;
}

/** The name under which the generated file describes the guest. */
export const guestAlias = "freezeframe-guest";
const jumpAlias = "freezeframe-jump";

/**
 * The whole ssh_config(5) for one guest. A file, because ProxyJump's own ssh reads the file that `-F` names but not the
 * command line's `-o`: only so do the pinned host keys bind the bastion too. No connection sharing: a master process
 * would outlive the bot and keep the kit's stdin open, and with it the freeze. Errors: `invalid-input`.
 */
export function sshConfig(settings: SshSettings, target: SshTarget): string {
  const jump = target.jump === undefined ? undefined : parseJump(target.jump);
  return [
    ...hostBlock(guestAlias, target.host, target.port, target.user),
    ...(jump === undefined ? [] : [`  ProxyJump ${jumpAlias}`]),
    ...(jump === undefined ? [] : hostBlock(jumpAlias, jump.host, jump.port, jump.user ?? target.user)),
    "Host *",
    `  IdentityFile ${quoted("identityFile", settings.identityFile)}`,
    "  IdentitiesOnly yes",
    "  IdentityAgent none",
    "  PreferredAuthentications publickey",
    `  UserKnownHostsFile ${quoted("knownHosts", settings.knownHostsFile)}`,
    "  GlobalKnownHostsFile none",
    "  StrictHostKeyChecking yes",
    "  UpdateHostKeys no",
    "  BatchMode yes",
    "  ClearAllForwardings yes",
    "  ForwardAgent no",
    "  ForwardX11 no",
    "  ControlMaster no",
    "  ControlPath none",
    `  ConnectTimeout ${Math.max(1, Math.ceil(settings.connectTimeoutMs / 1_000))}`,
    "  ServerAliveInterval 5",
    "  ServerAliveCountMax 2",
    "  LogLevel ERROR",
    "",
  ].join("\n");
}

function hostBlock(alias: string, host: string, port: number, user: string): string[] {
  return [
    `Host ${alias}`,
    `  HostName ${plain("ssh.host", host)}`,
    `  Port ${port}`,
    `  User ${plain("ssh.user", user)}`,
  ];
}

function parseJump(text: string): { host: string; port: number; user: string | undefined } {
  const match = /^(?:([^@\s]+)@)?(\[[0-9A-Fa-f:.]+\]|[^@:\s]+)(?::(\d{1,5}))?$/.exec(text);
  if (match?.[2] === undefined) {
    throw new DomainError("invalid-input", `ssh.jump: expected [user@]host[:port], got "${text}"`);
  }
  return { user: match[1], host: match[2].replace(/^\[|\]$/g, ""), port: Number(match[3] ?? 22) };
}

/** Names that cannot be read as anything else in the file. */
function plain(key: string, value: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9._:-]*$/.test(value)) {
    throw new DomainError("invalid-input", `${key}: expected a plain name or address, got "${value}"`);
  }
  return value;
}

function quoted(key: string, path: string): string {
  if (!path.startsWith("/") || /["\n\r\\]/.test(path)) {
    throw new DomainError("invalid-input", `${key}: expected an absolute path without quotes, got "${path}"`);
  }
  return `"${path.replaceAll("%", "%%")}"`;
}
