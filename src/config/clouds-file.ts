import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import type { Credentials } from "#openstack/identity/credentials.ts";
import { type CloudEntry, toCredentials } from "./cloud-entry.ts";
import { environmentEntry } from "./cloud-environment.ts";
import type { Environment } from "./environment.ts";

export interface CloudsPlace {
  readonly env: Environment;
  /** Where the search begins. */
  readonly cwd: string;
}

/** Scalars stay text, as written: a password `0123` is no number. */
interface Tree {
  readonly [key: string]: Tree | string | readonly (Tree | string)[];
}
const Tree: z.ZodType<Tree> = z.lazy(() =>
  z.record(z.string(), z.union([z.string(), Tree, z.array(z.union([z.string(), Tree]))])),
);

/**
 * Credentials of the cloud with this name in `clouds.yaml`, with `secure.yaml` laid over it; both are looked for as
 * openstacksdk does (openstack/config/loader.py): `OS_CLIENT_CONFIG_FILE` / `OS_CLIENT_SECURE_FILE`, the working
 * directory, `~/.config/openstack`, `/etc/openstack`; the first file found counts. Without a name: `OS_CLOUD`, else plain `OS_*` variables.
 * Errors: `invalid-input`, naming file and key.
 */
export async function readCloud(name: string | undefined, place: CloudsPlace): Promise<Credentials> {
  const cloud = name ?? nonEmpty(place.env.OS_CLOUD);
  if (cloud === undefined && nonEmpty(place.env.OS_AUTH_URL) !== undefined)
    return toCredentials(environmentEntry(place.env));
  const candidates = searchPath(place, "clouds", "OS_CLIENT_CONFIG_FILE");
  const clouds = await firstFile(candidates);
  if (clouds === undefined) {
    throw new DomainError("invalid-input", `no clouds.yaml was found; looked for ${candidates.join(", ")}`, {
      next: "Create one, point OS_CLIENT_CONFIG_FILE at it, or set OS_AUTH_URL and its companions.",
    });
  }
  const entries = cloudsOf(clouds.tree, clouds.file);
  const chosen = cloud ?? onlyOne(entries, clouds.file);
  const entry = entries[chosen];
  if (!isTree(entry)) {
    throw new DomainError("invalid-input", `${clouds.file}: there is no clouds.${chosen}`, {
      next: `Add it, or use one of: ${Object.keys(entries).join(", ") || "(the file has none)"}.`,
    });
  }
  const secure = await firstFile(searchPath(place, "secure", "OS_CLIENT_SECURE_FILE"));
  const overlay = secure === undefined ? undefined : cloudsOf(secure.tree, secure.file)[chosen];
  return toCredentials(fileEntry(chosen, clouds.file, secure?.file, laidOver(entry, overlay)));
}

function searchPath({ env, cwd }: CloudsPlace, stem: string, variable: string): string[] {
  const home = nonEmpty(env.HOME) ?? homedir();
  const user = join(nonEmpty(env.XDG_CONFIG_HOME) ?? join(home, ".config"), "openstack");
  const named = nonEmpty(env[variable]);
  const folders = [cwd, user, "/etc/openstack"];
  return [
    ...(named === undefined ? [] : [named]),
    ...folders.flatMap((folder) => ["yaml", "yml"].map((end) => join(folder, `${stem}.${end}`))),
  ];
}

async function firstFile(candidates: readonly string[]): Promise<{ file: string; tree: Tree } | undefined> {
  for (const file of candidates) {
    const text = await readIfThere(file);
    if (text !== undefined) return { file, tree: parseTree(text, file) };
  }
  return undefined;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR"))
      return undefined;
    throw new DomainError("invalid-input", `${file} is there but cannot be read`, {
      next: "Let the user that runs Freezeframe read it (chmod, chown).",
      cause,
    });
  }
}

/** The parser's own messages quote the line, which may hold a password: only its number and the kind are repeated. */
function parseTree(text: string, file: string): Tree {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: "failsafe",
    merge: true,
    prettyErrors: false,
    lineCounter: lines,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    throw new DomainError("invalid-input", `${file}:${line}: this is not YAML (${error.code})`, {
      next: "Mend the file.",
    });
  }
  const tree = Tree.safeParse(document.toJS() ?? {});
  if (tree.success) return tree.data;
  throw new DomainError("invalid-input", `${file}: expected a mapping with the key clouds`, {
    next: "Mend the file.",
  });
}

function cloudsOf(tree: Tree, file: string): Tree {
  const { clouds } = tree;
  if (clouds === undefined || clouds === "") return {};
  if (isTree(clouds)) return clouds;
  throw new DomainError("invalid-input", `${file}: clouds: expected a mapping of names to clouds`, {
    next: "Mend the file.",
  });
}

function onlyOne(entries: Tree, file: string): string {
  const [only, ...others] = Object.keys(entries);
  if (only !== undefined && others.length === 0) return only;
  throw new DomainError(
    "invalid-input",
    `${file} has ${others.length + (only === undefined ? 0 : 1)} clouds and none was chosen`,
    {
      next: `Set cloud: in the manifest, or OS_CLOUD, to one of: ${Object.keys(entries).join(", ")}.`,
    },
  );
}

function laidOver(base: Tree, over: Tree[string] | undefined): Tree {
  if (!isTree(over)) return base;
  const merged: Record<string, Tree[string]> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isTree(below) && isTree(value) ? laidOver(below, value) : value;
  }
  return merged;
}

function fileEntry(cloud: string, file: string, secureFile: string | undefined, tree: Tree): CloudEntry {
  const auth = isTree(tree.auth) ? tree.auth : {};
  return {
    cloud,
    get: (key) => {
      const value = (key.auth ? auth : tree)[key.name];
      return typeof value === "string" && value !== "" && value !== "null" && value !== "~"
        ? value
        : undefined;
    },
    where: (key) =>
      `${file}${secureFile === undefined ? "" : ` (with ${secureFile})`}: clouds.${cloud}.${key.auth ? "auth." : ""}${key.name}`,
  };
}

function isTree(value: Tree[string] | undefined): value is Tree {
  return typeof value === "object" && !Array.isArray(value);
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
