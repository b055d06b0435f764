/** One of the lab's users, as an outside observer: it shares no code with Freezeframe. */
export interface OpenStack {
  readonly projectId: string;
  /** Where the catalog has Block Storage, project and all. */
  readonly cinderUrl: string;
  /** Block Storage 3.64 unless another version is asked for; the path goes on after the project: `/groups/detail`. */
  cinder(method: string, path: string, body?: unknown, version?: string): Promise<Answer>;
  /** Compute 2.60. */
  nova(method: string, path: string, body?: unknown): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an observer looks into whatever OpenStack says
  readonly body: any;
}

export interface CloudEntry {
  readonly auth: {
    readonly auth_url: string;
    readonly username: string;
    readonly password: string;
    readonly project_name: string;
  };
}

/** Logs in; a token of the lab lives an hour and is renewed here before that. */
export async function openStack({ auth }: CloudEntry): Promise<OpenStack> {
  let login = await newToken(auth);
  const call = async (type: string, version: string, method: string, path: string, body: unknown) => {
    if (performance.now() > login.renewAt) login = await newToken(auth);
    const response = await fetch(`${login.endpoint(type)}${path}`, {
      method,
      headers: {
        "X-Auth-Token": login.token,
        "OpenStack-API-Version": version,
        "Content-Type": "application/json",
      },
      signal: AbortSignal.timeout(60_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: parsed(await response.text()) };
  };
  return {
    projectId: login.projectId,
    cinderUrl: login.endpoint("volumev3"),
    cinder: (method, path, body, version = "volume 3.64") => call("volumev3", version, method, path, body),
    nova: (method, path, body) => call("compute", "compute 2.60", method, path, body),
  };
}

/** The answer's body when it has the status that was hoped for, else an error that shows it. */
export function expectStatus(answer: Answer, ...statuses: number[]): Answer["body"] {
  if (statuses.includes(answer.status)) return answer.body;
  throw new Error(`expected ${statuses.join(" or ")}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
}

interface Token {
  token: {
    project: { id: string };
    catalog: { type: string; endpoints: { interface: string; url: string }[] }[];
  };
}

async function newToken(auth: CloudEntry["auth"]) {
  const domain = { id: "default" };
  const response = await fetch(`${auth.auth_url}/auth/tokens`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    signal: AbortSignal.timeout(60_000),
    body: JSON.stringify({
      auth: {
        identity: {
          methods: ["password"],
          password: { user: { name: auth.username, password: auth.password, domain } },
        },
        scope: { project: { name: auth.project_name, domain } },
      },
    }),
  });
  const token = response.headers.get("X-Subject-Token");
  if (token === null) throw new Error(`Keystone refused ${auth.username}: ${await response.text()}`);
  const { project, catalog } = ((await response.json()) as Token).token;
  return {
    token,
    projectId: project.id,
    renewAt: performance.now() + 30 * 60_000,
    endpoint: (type: string) => {
      const service = catalog.find((entry) => entry.type === type);
      const url = service?.endpoints.find((endpoint) => endpoint.interface === "public")?.url;
      if (url === undefined) throw new Error(`the catalog has no ${type}`);
      return url;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
