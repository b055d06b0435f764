import { badRequest } from "./refusal.ts";

export interface GroupSnapshotBody {
  readonly groupId: string;
  readonly name: string | null;
  readonly description: string | null;
}

/** The closed schema of POST /group_snapshots. cinder 21.3.1 api/schemas/group_snapshots.py:23-40. */
export function groupSnapshotBody(body: unknown): GroupSnapshotBody {
  if (!isObject(body)) throw badRequest(`${pythonic(body)} is not of type 'object'`);
  const inner = body.group_snapshot;
  if (!isObject(inner)) throw invalid("", body, "'group_snapshot' is a required property");
  const extra = Object.keys(inner).filter((key) => !["group_id", "name", "description"].includes(key));
  if (extra.length > 0) {
    const names = extra.map((key) => `'${key}'`).join(", ");
    const verb = extra.length === 1 ? "was" : "were";
    throw invalid(
      "group_snapshot",
      inner,
      `Additional properties are not allowed (${names} ${verb} unexpected)`,
    );
  }
  const groupId = inner.group_id;
  if (groupId === undefined) throw invalid("group_snapshot", inner, "'group_id' is a required property");
  if (typeof groupId !== "string" || !/^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(groupId)) {
    throw invalid("group_id", groupId, `${pythonic(groupId)} is not a 'uuid'`);
  }
  return { groupId, name: text(inner, "name"), description: text(inner, "description") };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function text(from: Record<string, unknown>, key: string): string | null {
  const value = from[key] ?? null;
  if (value === null) return null;
  if (typeof value !== "string")
    throw invalid(key, value, `${pythonic(value)} is not of type 'string', 'null'`);
  if (value.length > 255) throw invalid(key, value, `'${value}' is too long`);
  return value;
}

function invalid(attribute: string, value: unknown, why: string): Error {
  const shown = typeof value === "string" ? value : pythonic(value);
  return badRequest(`Invalid input for field/attribute ${attribute}. Value: ${shown}. ${why}`);
}

/** As Python prints a value, since Cinder's messages repeat it. */
/** As Python prints it: Cinder and Nova repeat what they refuse. */
export function pythonic(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(pythonic).join(", ")}]`;
  if (isObject(value)) {
    return `{${Object.entries(value)
      .map(([key, inner]) => `'${key}': ${pythonic(inner)}`)
      .join(", ")}}`;
  }
  return String(value);
}
