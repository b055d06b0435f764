import { expect } from "vitest";
import { type Cloud, startCloud } from "../../../playground/cloud/server.ts";
import { ControlClient } from "../../../playground/control-client.ts";
import { differences, translate } from "./differences.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { labSeed, type SeedExtras } from "./lab-seed.ts";

/** Sends recorded requests to a simulated cloud and tells how its answers differ. */
export class Replay implements AsyncDisposable {
  readonly control: ControlClient;
  readonly #cloud: Cloud;
  readonly #tokens = new Map<string, string>();
  /** Recorded → simulated. */
  #ids = new Map<string, string>();

  private constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.control = new ControlClient(cloud.url);
  }

  static async start(exchanges: readonly Exchange[], extras: SeedExtras): Promise<Replay> {
    return new Replay(await startCloud(labSeed(exchanges, extras)));
  }

  /** Differences between the recorded answer and the one that comes now; none: the ids of both are matched up. */
  async differences(
    exchange: Exchange,
    change: { token?: string | null; body?: unknown } = {},
  ): Promise<string[]> {
    const ids = new Map(this.#ids);
    const answer = await this.#send(exchange, change);
    const recorded = this.#moved(exchange.response);
    const found = [
      ...differences(recorded.status, answer.status, ids, "status"),
      ...differences(recorded.headers, answer.headers, ids, "headers"),
      ...differences(recorded.body, answer.body, ids),
    ];
    if (found.length === 0) this.#ids = ids;
    return found;
  }

  /**
   * Makes what a scenario starts with, under the id that was recorded. Each is younger than the last, as the recorded
   * ones are: lists go by age, and two of one moment by an id that is made up here.
   */
  async makeGroupSnapshot(
    recordedId: string,
    groupId: string,
    name: string,
    description?: string,
  ): Promise<void> {
    const request: Exchange["request"] = {
      method: "POST",
      server: "http://127.0.0.1:8776",
      path: "/v3/group_snapshots",
      version: "volume 3.64",
      body: { group_snapshot: { group_id: groupId, name, description } },
    };
    const { body } = await this.#send({ as: "bot@demo", request });
    this.#ids.set(recordedId, (body as { group_snapshot: { id: string } }).group_snapshot.id);
    const made = Date.now();
    await expect.poll(Date.now, { interval: 1 }).toBeGreaterThan(made);
  }

  /** Makes a group from a group snapshot under the id that was recorded. */
  async makeGroupFrom(groupSnapshotId: string, recordedId: string, name: string): Promise<void> {
    const request: Exchange["request"] = {
      method: "POST",
      server: "http://127.0.0.1:8776",
      path: "/v3/groups/action",
      version: "volume 3.64",
      body: { "create-from-src": { name, group_snapshot_id: groupSnapshotId } },
    };
    const { body } = await this.#send({ as: "bot@demo", request });
    this.#ids.set(recordedId, (body as { group: { id: string } }).group.id);
  }

  /** The back end has done all that it was asked for. */
  async isSettled(): Promise<void> {
    const busy = async (): Promise<string[]> =>
      (await this.control.volumes()).map(({ status }) => status).filter((status) => status.endsWith("ing"));
    await expect.poll(busy, { interval: 5 }).toEqual([]);
  }

  async isAvailable(recordedId: string): Promise<void> {
    const status = async (): Promise<string | undefined> => {
      const all = await this.control.groupSnapshots();
      return all.find(({ id }) => id === this.#ids.get(recordedId))?.status;
    };
    await expect.poll(status, { interval: 5 }).toBe("available");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cloud[Symbol.asyncDispose]();
  }

  async #send(
    { as, request }: Pick<Exchange, "as" | "request">,
    change: { token?: string | null; body?: unknown } = {},
  ): Promise<Answer> {
    const token = change.token === undefined && as !== null ? await this.#token(as) : (change.token ?? null);
    const body = change.body ?? request.body;
    const response = await fetch(this.#moveUrl(request.server) + translate(request.path, this.#ids), {
      method: request.method,
      headers: {
        ...(token !== null && !request.path.startsWith("/v3/auth") && { "X-Auth-Token": token }),
        ...(request.version !== null && { "OpenStack-API-Version": request.version }),
      },
      ...(body !== null && { body: translate(JSON.stringify(body), this.#ids) }),
    });
    const text = await response.text();
    if (response.headers.get("x-openstack-request-id") === null)
      throw new Error("an answer without a request id");
    const kept = ["openstack-api-version", "retry-after", "www-authenticate", "x-openstack-nova-api-version"];
    const headers = Object.fromEntries([...response.headers].filter(([name]) => kept.includes(name)));
    return { status: response.status, headers, body: text === "" ? null : JSON.parse(text) };
  }

  async #token(as: string): Promise<string> {
    const known = this.#tokens.get(as);
    if (known !== undefined) return known;
    const [user, project] = as.split("@");
    const password = { user: { name: user, domain: { id: "default" }, password: "***" } };
    const scope = { project: { name: project, domain: { id: "default" } } };
    const response = await fetch(`${this.#cloud.url}/identity/v3/auth/tokens`, {
      method: "POST",
      body: JSON.stringify({ auth: { identity: { methods: ["password"], password }, scope } }),
    });
    const token = response.headers.get("x-subject-token");
    if (token === null) throw new Error(`no token for ${as}: ${await response.text()}`);
    this.#tokens.set(as, token);
    return token;
  }

  /** The recorded services stood on ports of their own; the simulated ones share one. */
  #moveUrl(text: string): string {
    return text
      .replaceAll("http://127.0.0.1:8776", `${this.#cloud.url}/volume`)
      .replaceAll("http://127.0.0.1:5000", `${this.#cloud.url}/identity`)
      .replaceAll("http://127.0.0.1:8774", `${this.#cloud.url}/compute`);
  }

  #moved(answer: Answer): Answer {
    return JSON.parse(this.#moveUrl(JSON.stringify(answer))) as Answer;
  }
}
