import { describe, expect, it } from "vitest";
import { sshConfig } from "#support/ssh/ssh-config.ts";

const settings = {
  identityFile: "/etc/ff/id",
  knownHostsFile: "/etc/ff/known_hosts",
  connectTimeoutMs: 8_000,
};
const target = { host: "10.0.0.5", port: 22, user: "freezeframe" };

describe("the generated ssh config", () => {
  it("accepts pinned host keys only, offers one key, and shares no connection", () => {
    const lines = sshConfig(settings, target)
      .split("\n")
      .map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        "StrictHostKeyChecking yes",
        'UserKnownHostsFile "/etc/ff/known_hosts"',
        "GlobalKnownHostsFile none",
        'IdentityFile "/etc/ff/id"',
        "IdentitiesOnly yes",
        "BatchMode yes",
        "ControlMaster no",
        "ControlPath none",
        "ForwardAgent no",
        "ConnectTimeout 8",
      ]),
    );
    expect(lines.some((line) => line.startsWith("ProxyJump"))).toBe(false);
  });

  it("describes the jump host in the same file, so that its key is pinned too", () => {
    const text = sshConfig(settings, { ...target, jump: "ops@[2001:db8::1]:2222" });
    expect(text).toContain(
      "  ProxyJump freezeframe-jump\nHost freezeframe-jump\n  HostName 2001:db8::1\n  Port 2222\n  User ops\nHost *\n",
    );
    expect(sshConfig(settings, { ...target, jump: "bastion" })).toContain(
      "HostName bastion\n  Port 22\n  User freezeframe\n",
    );
  });

  it.each([
    ["ssh.host", { ...target, host: "-oProxyCommand=id" }],
    ["ssh.host", { ...target, host: "a\n  ProxyCommand id" }],
    ["ssh.user", { ...target, user: "root x" }],
    ["ssh.jump", { ...target, jump: "a b" }],
    ["ssh.host", { ...target, jump: "-oProxyCommand=id" }],
  ])("refuses a %s that could be read as something else", (key, hostile) => {
    expect(() => sshConfig(settings, hostile)).toThrow(
      expect.objectContaining({ kind: "invalid-input", message: expect.stringContaining(key) }),
    );
  });

  it("refuses a path that could end its quotes, and takes a percent sign as itself", () => {
    expect(() => sshConfig({ ...settings, identityFile: '/a"\nProxyCommand id' }, target)).toThrow(
      /identityFile/,
    );
    expect(() => sshConfig({ ...settings, knownHostsFile: "known" }, target)).toThrow(/absolute path/);
    expect(sshConfig({ ...settings, identityFile: "/a%h" }, target)).toContain('"/a%%h"');
  });
});
