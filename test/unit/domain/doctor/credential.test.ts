import { expect, test } from "vitest";
import { accessRuleFiles } from "#domain/doctor/access-rules.ts";
import { type CredentialFacts, credentialFindings, credentialPassed } from "#domain/doctor/credential.ts";

const rules = accessRuleFiles().get("access-rules.json") ?? [];
const least: CredentialFacts = {
  entry: "prod-bot",
  use: "main",
  method: "application credential",
  roles: ["member"],
  accessRules: rules,
};

test("the least rights are enough", () => {
  expect(credentialFindings(least)).toEqual([]);
  expect(credentialPassed(least)).toEqual([
    {
      subject: "credential prod-bot",
      text: "an application credential with the role member, good for the calls that are needed",
    },
  ]);
});

test("a password of a member is enough, too, and is said to be one", () => {
  const password: CredentialFacts = { ...least, method: "password", accessRules: undefined };
  expect(credentialFindings(password)).toEqual([]);
  expect(credentialPassed(password)[0]?.text).toBe("a password with the role member");
});

test("an administrator's credential is more than is needed", () => {
  const [found] = credentialFindings({ ...least, roles: ["member", "Admin"] });
  expect(found).toMatchObject({
    code: "more-rights-than-needed",
    severity: "warning",
    next: expect.stringContaining("--access-rules deploy/keystone/access-rules.json"),
  });
});

test("a reader's credential cannot take a snapshot; a reader that only reads is what it should be", () => {
  expect(credentialFindings({ ...least, roles: ["reader"] })).toMatchObject([
    { code: "credential-reads-only", severity: "error" },
  ]);
  const reader = { ...least, use: "reader" as const, roles: ["reader"], accessRules: undefined };
  expect(credentialFindings(reader)).toEqual([]);
});

test("access rules that lack a call say what goes missing with it; what a snapshot needs is an error", () => {
  const without = (text: string) => ({
    ...least,
    accessRules: rules.filter(({ method, path }) => !`${method} ${path}`.includes(text)),
  });
  expect(credentialFindings(without("POST /v3/{project_id}/group_snapshots"))).toMatchObject([
    {
      code: "access-rule-missing",
      severity: "error",
      text: "its access rules do not allow POST /v3/{project_id}/group_snapshots",
      costs: "no snapshot",
    },
  ]);
  expect(credentialFindings(without("/v2.1/servers/{server_id}/action"))).toMatchObject([
    { severity: "warning", costs: "no restore and no restore test" },
  ]);
  expect(credentialFindings(without("DELETE /v3/{project_id}/group_snapshots"))).toMatchObject([
    { severity: "warning", costs: "nothing that Freezeframe has made can be deleted by it" },
  ]);
});

test("a reader whose rules lack calls costs what they show: grades, designs, other projects", () => {
  const reader = { ...least, use: "reader" as const, roles: ["admin"], accessRules: [] };
  expect(credentialFindings(reader).map(({ severity, costs }) => [severity, costs?.split(":")[0]])).toEqual([
    ["warning", "no C"],
    ["warning", "no design, and no audit of the cloud"],
    ["warning", expect.stringContaining("made of a snapshot in another project is not seen")],
  ]);
  const all = accessRuleFiles().get("access-rules-reader.json");
  expect(credentialFindings({ ...reader, accessRules: all })).toEqual([]);
});
