import { DomainError } from "#domain/errors.ts";
import { Credentials } from "#openstack/identity/credentials.ts";
import { Secret } from "#support/secret.ts";

/** A key of a cloud's entry, or of the `auth` mapping in it. */
export interface CloudKey {
  readonly name: string;
  readonly auth: boolean;
}

/** One cloud's settings as somebody wrote them, in a file or in `OS_*` variables. */
export interface CloudEntry {
  readonly cloud: string;
  get(key: CloudKey): string | undefined;
  /** Where the key is, or would be: for messages. */
  where(key: CloudKey): string;
}

/** An entry as credentials. All that is wrong with it is told at once; secrets are never repeated. */
export function toCredentials(entry: CloudEntry): Credentials {
  const problems: string[] = [];
  const need = (name: string, auth = true): string => {
    const value = entry.get({ name, auth });
    if (value === undefined) problems.push(`${entry.where({ name, auth })}: missing`);
    return value ?? "";
  };
  const reader: Reader = {
    entry,
    need,
    problem: (key, expected) => problems.push(`${entry.where(key)}: ${expected}`),
  };
  const candidate = {
    cloud: entry.cloud,
    authUrl: need("auth_url"),
    auth: authOf(reader),
    region: entry.get({ name: "region_name", auth: false }),
    interface: interfaceOf(reader),
    caFile: entry.get({ name: "cacert", auth: false }),
    insecure: isInsecure(reader),
    blockStorageUrl:
      entry.get({ name: "block_storage_endpoint_override", auth: false }) ??
      entry.get({ name: "volume_endpoint_override", auth: false }),
  };
  const parsed = Credentials.safeParse(candidate);
  if (problems.length === 0 && parsed.success) return parsed.data;
  const invalid =
    problems.length > 0
      ? []
      : (parsed.error?.issues ?? []).map((issue) => whereIssue(entry, issue.path.map(String), issue.message));
  throw new DomainError("invalid-input", [...problems, ...invalid].join("\n"), {
    next: "Set these keys as for the openstack command line client.",
  });
}

interface Reader {
  readonly entry: CloudEntry;
  need(name: string, auth?: boolean): string;
  problem(key: CloudKey, expected: string): void;
}

function authOf(reader: Reader) {
  const { entry, need } = reader;
  const key = { name: "auth_type", auth: false };
  const given = entry.get(key);
  const type = given?.replace(/^v3/, "").replaceAll("_", "") ?? guessed(entry);
  switch (type) {
    case "password":
      return {
        method: "password",
        user: scoped(reader, "user"),
        password: new Secret(need("password")),
        project: scoped(reader, "project"),
      };
    case "applicationcredential": {
      const secret = new Secret(need("application_credential_secret"));
      const id = entry.get({ name: "application_credential_id", auth: true });
      if (id !== undefined) return { method: "application_credential", id, secret };
      return {
        method: "application_credential_name",
        name: need("application_credential_name"),
        user: scoped(reader, "user"),
        secret,
      };
    }
    case "token":
      return { method: "token", token: new Secret(need("token")), project: scoped(reader, "project") };
    default:
      reader.problem(key, `expected password, v3applicationcredential or token; got "${given}"`);
      return undefined;
  }
}

function guessed(entry: CloudEntry): string {
  const has = (name: string) => entry.get({ name, auth: true }) !== undefined;
  if (has("application_credential_id") || has("application_credential_name")) return "applicationcredential";
  return has("token") && !has("password") ? "token" : "password";
}

/** By id, or by name within its domain. */
function scoped({ entry, need }: Reader, what: "user" | "project") {
  const get = (name: string) => entry.get({ name, auth: true });
  const id = get(`${what}_id`);
  if (id !== undefined) return { id };
  const name = need(what === "user" ? "username" : "project_name");
  const domainId = get(`${what}_domain_id`) ?? get("domain_id") ?? get("default_domain_id");
  if (domainId !== undefined) return { name, domain: { id: domainId } };
  const domainName = get(`${what}_domain_name`) ?? get("domain_name") ?? get("default_domain");
  return { name, domain: { name: domainName ?? need(`${what}_domain_name`) } };
}

function interfaceOf(reader: Reader): string {
  const key = { name: "interface", auth: false };
  const value =
    (reader.entry.get(key) ?? reader.entry.get({ name: "endpoint_type", auth: false }))?.replace(
      /URL$/,
      "",
    ) ?? "public";
  if (!["public", "internal", "admin"].includes(value))
    reader.problem(key, `expected public, internal or admin; got "${value}"`);
  return value;
}

/** Only `insecure: true` and `verify: false` turn verification off; a word that is neither yes nor no is refused. */
function isInsecure(reader: Reader): boolean {
  return truth(reader, "insecure") === true || truth(reader, "verify") === false;
}

function truth({ entry, problem }: Reader, name: string): boolean | undefined {
  const key = { name, auth: false };
  const value = entry.get(key)?.toLowerCase();
  if (value === undefined) return undefined;
  if (["true", "yes", "on", "1"].includes(value)) return true;
  if (["false", "no", "off", "0"].includes(value)) return false;
  problem(key, `expected true or false; got "${value}"`);
  return undefined;
}

const wireNames: Readonly<Record<string, CloudKey>> = {
  authUrl: { name: "auth_url", auth: true },
  blockStorageUrl: { name: "block_storage_endpoint_override", auth: false },
};

function whereIssue(entry: CloudEntry, path: readonly string[], message: string): string {
  const [first = ""] = path;
  return `${entry.where(wireNames[first] ?? { name: path.join("."), auth: false })}: ${message}`;
}
