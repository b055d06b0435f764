import type { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import type { Operations } from "#operations/index.ts";
import { type Call, calls } from "./calls.ts";

/** Who asks, and until when. */
export interface Asker {
  readonly actor: Actor;
  /** Aborted when the asker is gone or the bot stops. */
  readonly signal: AbortSignal;
}

/** One operation, ready to be asked with whatever came over the socket. Throws `invalid-input` for a wrong request. */
export type Serving = (body: unknown, asker: Asker) => Promise<unknown>;

/** All operations by the name that they have on the socket. */
export function servingsOf(operations: Operations): ReadonlyMap<string, Serving> {
  return new Map([
    serve(calls.doctor, ({ application }, { signal }) => operations.doctor(application, signal)),
    serve(calls.rehearse, (request, { actor, signal }) => operations.rehearse({ ...request, actor }, signal)),
    serve(calls.snapshot, (request, { actor, signal }) => operations.snapshot({ ...request, actor }, signal)),
    serve(calls.thaw, ({ application }, { actor, signal }) => operations.thaw(application, actor, signal)),
    serve(calls.status, ({ application }, { signal }) => operations.status(application, signal)),
    serve(calls.overview, () => operations.overview()),
    serve(calls.points, ({ application }) => operations.points(application)),
    serve(calls.evidence, ({ point }) => operations.evidence(point)),
    serve(calls.runs, ({ limit }) => operations.runs(limit)),
    serve(calls.run, ({ runId }) => operations.run(runId)),
    serve(calls.cancel, (request, { actor, signal }) => operations.cancel({ ...request, actor }, signal)),
    serve(calls.pause, (request, { actor, signal }) => operations.pause({ ...request, actor }, signal)),
    serve(calls.resume, (request, { actor, signal }) => operations.resume({ ...request, actor }, signal)),
    ...servingsOfApprovals(operations),
    ...servingsOfRestores(operations),
    ...servingsOfOrphans(operations),
    ...servingsOfRetention(operations),
    serve(calls.incidents, () => operations.incidents()),
    serve(calls.snooze, (request, { actor, signal }) => operations.snooze({ ...request, actor }, signal)),
    serve(calls.schedule, ({ application }) => operations.schedule(application)),
    serve(calls.report, ({ since }) => operations.report(since)),
    serve(calls.reload, (_request, { actor, signal }) => operations.reload(actor, signal)),
    serve(calls.ended, ({ runId }, { signal }) => operations.ended(runId, signal)),
  ]);
}

/** Whoever asks over the socket sits at a command line. */
const servingsOfApprovals = (operations: Operations): [string, Serving][] => [
  serve(calls.decide, (request, { actor, signal }) =>
    operations.decide({ ...request, actor, via: "command line" }, signal),
  ),
  serve(calls.withdraw, (request, { actor, signal }) => operations.withdraw({ ...request, actor }, signal)),
  serve(calls.breakGlass, (request, { actor, signal }) =>
    operations.breakGlass({ ...request, actor }, signal),
  ),
  serve(calls.review, (request, { actor, signal }) => operations.review({ ...request, actor }, signal)),
  serve(calls.approvals, () => operations.approvals()),
  serve(calls.approval, ({ approvalId }) => operations.approval(approvalId)),
  serve(calls.auditVerify, () => operations.auditVerify()),
];

const servingsOfRestores = (operations: Operations): [string, Serving][] => [
  serve(calls.planRestore, (request, { actor, signal }) =>
    operations.planRestore({ ...request, actor }, signal),
  ),
  serve(calls.restore, (request, { actor, signal }) => operations.restore({ ...request, actor }, signal)),
  serve(calls.discard, (request, { actor, signal }) => operations.discard({ ...request, actor }, signal)),
  serve(calls.restores, () => operations.restores()),
  serve(calls.planAdoption, ({ application }, { signal }) => operations.planAdoption(application, signal)),
  serve(calls.adopt, (request, { actor, signal }) => operations.adopt({ ...request, actor }, signal)),
  serve(calls.drift, ({ application }, { signal }) => operations.drift(application, signal)),
  serve(calls.design, ({ application }, { signal }) => operations.design(application, signal)),
  serve(calls.auditCloud, ({ cloud }, { signal }) => operations.auditCloud(cloud, signal)),
  serve(calls.backUpStore, (request, { actor, signal }) =>
    operations.backUpStore({ ...request, actor }, signal),
  ),
  serve(calls.test, (request, { actor, signal }) => operations.test({ ...request, actor }, signal)),
  serve(calls.tests, ({ application, limit }) => operations.tests(application, limit)),
];

const servingsOfRetention = (operations: Operations): [string, Serving][] => [
  serve(calls.retention, ({ application }, { signal }) => operations.retention(application, signal)),
  serve(calls.askRetention, (request, { actor, signal }) =>
    operations.askRetention({ ...request, actor }, signal),
  ),
  serve(calls.protect, (request, { actor, signal }) => operations.protect({ ...request, actor }, signal)),
  serve(calls.unprotect, (request, { actor, signal }) => operations.unprotect({ ...request, actor }, signal)),
];

const servingsOfOrphans = (operations: Operations): [string, Serving][] => [
  serve(calls.scanOrphans, (request, { actor, signal }) =>
    operations.scanOrphans({ ...request, actor }, signal),
  ),
  serve(calls.orphans, (request, { actor, signal }) => operations.orphans({ ...request, actor }, signal)),
  serve(calls.planCleanup, (request, { signal }) => operations.planCleanup(request, signal)),
  serve(calls.clean, (request, { actor, signal }) => operations.clean({ ...request, actor }, signal)),
  serve(calls.keepOrphan, (request, { actor, signal }) =>
    operations.keepOrphan({ ...request, actor }, signal),
  ),
  serve(calls.releaseOrphan, (request, { actor, signal }) =>
    operations.releaseOrphan({ ...request, actor }, signal),
  ),
];

const serve = <Request, Result>(
  { name, request }: Call<Request, Result>,
  act: (request: Request, asker: Asker) => Promise<Result>,
): [string, Serving] => [name, async (body, asker) => act(readRequest(name, request, body), asker)];

/** What was asked, or `invalid-input` that names each key that is wrong. */
export function readRequest<Request>(name: string, schema: z.ZodType<Request>, body: unknown): Request {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`,
  );
  throw new DomainError("invalid-input", `the request ${name} is wrong: ${wrong.join("; ")}`);
}
