import fc from "fast-check";
import { expect, test } from "vitest";
import type { Application } from "#domain/application.ts";
import { type Approval, approvedBy, isOpen } from "#domain/approval.ts";
import { breakGlass, decide, expire, review, voided, withdraw } from "#domain/approval-transitions.ts";
import { requireApprover } from "#domain/approver.ts";
import { DomainError } from "#domain/errors.ts";
import { smallSlack } from "../operations/members.ts";
import { AT, approval, DIGEST, EXPIRES } from "./approval.ts";
import { application } from "./found.ts";

const signal = new AbortController().signal;
const users = ["U0OPS", "U0ANN", "U0BOB", "U0CAT", "U0DAN", "U0EVE"] as const;
const groups = ["S0ONE", "S0TWO"] as const;
const user = fc.constantFrom(...users);
const list = fc.uniqueArray(fc.constantFrom(...users, ...groups), { minLength: 1 });
const quorum = fc.integer({ min: 1, max: 3 });
const time = fc.integer({ min: AT, max: EXPIRES + 1_000 });
const digest = fc.oneof(
  { weight: 9, arbitrary: fc.constant(DIGEST) },
  { weight: 1, arbitrary: fc.constant("cd".repeat(32)) },
);
const via = fc.constantFrom("slack" as const, "command line" as const);

/** What people try, and what happens to the world meanwhile. */
const act = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("decide" as const),
      by: user,
      what: fc.constantFrom("approve" as const, "approve" as const, "approve" as const, "deny" as const),
      digest,
      via,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("withdraw" as const), by: user }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("expire" as const, "void" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("break" as const, "review" as const), by: user, digest }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), until: time }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("manifest" as const), approvers: list, quorum }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("group" as const),
      group: fc.constantFrom(...groups),
      members: fc.option(fc.uniqueArray(user), { nil: undefined }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("person" as const),
      who: user,
      flag: fc.constantFrom(
        "guest" as const,
        "bot" as const,
        "deactivated" as const,
        "elsewhere" as const,
        "fine" as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("slack" as const), down: fc.boolean() }) },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

interface World {
  approval: Approval;
  at: number;
  manifest: { approvers: string[]; quorum: number };
  readonly slack: ReturnType<typeof smallSlack>;
  readonly named: readonly string[];
}

/** Said anew, in other words than the code under test: may this user decide, as the world is at this moment? */
function mayDecide({ approval: { requestedBy, approvers }, manifest, slack }: World, who: string): boolean {
  const among = (names: readonly string[]) =>
    names.some(
      (name) =>
        name === who || (name.startsWith("S") && !slack.down && slack.groups[name]?.includes(who) === true),
    );
  const flags = slack.people[who] ?? {};
  const full =
    flags.guest !== true && flags.bot !== true && flags.deactivated !== true && flags.ours !== false;
  return who !== requestedBy && !slack.down && full && among(approvers) && among(manifest.approvers);
}

const now = ({ manifest }: World): Application => ({
  ...application,
  owners: { ...application.owners, ...manifest },
});

/** Throws what the code under test refuses. */
async function perform(world: World, one: Act): Promise<Approval> {
  const { approval: before, at, slack } = world;
  const approver = (by: string) =>
    requireApprover(now(world), before, { slackId: by, name: by }, slack, signal);
  switch (one.kind) {
    case "decide": {
      const right = await approver(one.by);
      const reason = one.what === "deny" ? "no" : undefined;
      return decide(before, {
        right,
        at,
        reason,
        what: one.what,
        digest: one.digest,
        via: one.via,
        quorum: world.manifest.quorum,
      });
    }
    case "withdraw":
      return withdraw(before, { by: one.by, at });
    case "expire":
      return expire(before, at);
    case "void":
      return voided(before, { at, why: "changed" });
    case "break":
      return breakGlass(before, { by: one.by, at, reason: "down", digest: one.digest, named: world.named });
    case "review": {
      const right = await approver(one.by);
      return review(before, { right, at });
    }
    case "wait":
      world.at = Math.max(at, one.until);
      return before;
    case "manifest":
      world.manifest = { approvers: one.approvers, quorum: one.quorum };
      return before;
    case "group":
      if (one.members === undefined) delete slack.groups[one.group];
      else slack.groups[one.group] = one.members;
      return before;
    case "person":
      slack.people[one.who] =
        one.flag === "fine" ? {} : one.flag === "elsewhere" ? { ours: false } : { [one.flag]: true };
      return before;
    case "slack":
      slack.down = one.down;
      return before;
  }
}

/** What must hold of this act, whatever it was. */
function check(world: World, before: Approval, after: Approval, one: Act): void {
  const people = approvedBy(after);
  expect(new Set(people).size).toBe(people.length);
  expect(people).not.toContain(after.requestedBy);
  if (after.decisions.length > before.decisions.length) {
    expect(mayDecide(world, after.decisions.at(-1)?.by ?? "")).toBe(true);
    expect(world.at).toBeLessThan(after.expiresAt);
    expect("digest" in one && one.digest).toBe(after.digest);
  }
  if (before.state === after.state) return;
  if (before.state !== "requested") expect([before.state, after.state]).toEqual(["approved", "voided"]);
  if (after.state === "approved") {
    if (after.breakGlass === undefined)
      expect(people.length).toBeGreaterThanOrEqual(Math.max(after.quorum, world.manifest.quorum));
    else expect(world.named).toContain(after.breakGlass.by);
    expect(world.at).toBeLessThan(after.expiresAt);
  }
  if (after.state === "expired") expect(world.at).toBeGreaterThanOrEqual(after.expiresAt);
}

test("no sequence of acts reaches approved without the quorum of distinct people who may and did not ask, and nothing leaves an end", async () => {
  let approved = 0;
  await fc.assert(
    fc.asyncProperty(
      list,
      quorum,
      fc.array(act, { maxLength: 40 }),
      fc.boolean(),
      async (approvers, wanted, acts, glass) => {
        const slack = smallSlack({ S0ONE: ["U0ANN", "U0BOB"], S0TWO: ["U0CAT", "U0OPS"] });
        const named = glass ? ["U0EVE", "U0OPS"] : [];
        const manifest = { approvers, quorum: wanted };
        const world: World = {
          approval: approval({ approvers, quorum: wanted }),
          at: AT,
          manifest,
          slack,
          named,
        };
        for (const one of acts) {
          const before = structuredClone(world.approval);
          try {
            const after = await perform(world, one);
            expect(world.approval).toEqual(before);
            check(world, before, after, one);
            world.approval = after;
          } catch (error) {
            if (!(error instanceof DomainError)) throw error;
            expect(world.approval).toEqual(before);
          }
        }
        if (world.approval.state === "approved" && world.approval.breakGlass === undefined) approved += 1;
        if (world.approval.breakGlass !== undefined && isOpen(world.approval))
          expect(world.approval.breakGlass.reviewedBy).toBeUndefined();
      },
    ),
    { numRuns: 1_000 },
  );
  // The property would hold of a machine that never approves.
  expect(approved).toBeGreaterThan(20);
});
