import { mainCalls, type NeededCall, readerCalls } from "./needed-calls.ts";

/** One rule of an application credential (Identity API v3, `access_rules`): a call that it may be used for. */
export interface AccessRule {
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

/** As `openstack application credential create --access-rules` reads them. */
const accessRules = (calls: readonly NeededCall[]): AccessRule[] =>
  calls.map(({ service, method, path }) => ({ service, method, path }));

/** File name below deploy/keystone → its rules: of the credential that works, and of the one that only looks. */
export const accessRuleFiles = (): ReadonlyMap<string, readonly AccessRule[]> =>
  new Map([
    ["access-rules.json", accessRules(mainCalls)],
    ["access-rules-reader.json", accessRules(readerCalls)],
  ]);

/** The names under which a service may stand in a catalog and in `service_type` of its [keystone_authtoken]. */
const aliases: Readonly<Record<NeededCall["service"], readonly string[]>> = {
  volumev3: ["volumev3", "block-storage", "block-store", "volume"],
  compute: ["compute"],
  image: ["image"],
  network: ["network"],
};

/** The calls that none of the rules allows. */
export const notAllowed = (calls: readonly NeededCall[], rules: readonly AccessRule[]): NeededCall[] =>
  calls.filter((call) => !rules.some((rule) => allows(rule, call)));

function allows(rule: AccessRule, call: NeededCall): boolean {
  return (
    aliases[call.service].includes(rule.service) &&
    rule.method === call.method &&
    patternOf(belowRoot(rule.path)).test(call.path.replaceAll(/\{[^}]*\}/g, "x"))
  );
}

/** A service that lives below a path (`/volume/v3/…`) is asked there; what counts begins with the version. */
const belowRoot = (path: string): string => path.replace(/^.*?(?=\/v\d)/, "");

/** `{name}` and `*` are one part of a path, `**` any number (keystonemiddleware/auth_token/__init__.py `_path_matches`). */
function patternOf(path: string): RegExp {
  const source = path.replaceAll(/\{[^}]*\}|\*\*|\*|[^{}*]+/g, (part) => {
    if (part === "**") return ".*";
    if (part === "*" || part.startsWith("{")) return "[^/]+";
    return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${source}$`);
}
