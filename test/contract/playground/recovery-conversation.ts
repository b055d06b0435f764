/** One connection to a recovery kit, real or simulated. */
export interface Line {
  send(line: string): void;
  /** The next line; undefined when the kit has hung up. */
  next(): Promise<string | undefined>;
  /** Resolves when the kit has let go of everything. */
  hangUp(): Promise<void>;
}

type Role = "config" | "wal" | "data";
export type ByRole = Readonly<Record<Role, string>>;

/** What was said, and what was answered: without what differs between two servers of the same kind. */
export interface Exchange {
  readonly said: string;
  readonly answered: readonly string[];
}

const HELLO = "HELLO protocol=1 instance=test run=run-1 nonce=0123456789abcdef";
const ABSENT = "00000000-0000-0000-0000-000000000000";
const SQL = Buffer.from("select count(*) from orders").toString("base64").replaceAll("=", "%3D");
const roles = ["config", "wal", "data"] as const;

/** Everything that a bot says, in order and out of it; each conversation has a connection of its own. */
function conversations(ids: ByRole, mounts: ByRole): Readonly<Record<string, readonly string[]>> {
  const find = roles.map((role) => `FIND role=${role} serial=${ids[role]} wait_ms=0`);
  const mount = roles.map((role) => `MOUNT role=${role} mount=${mounts[role]}`);
  return {
    "from the greeting to the end": [
      HELLO,
      "BEAT n=17",
      `FIND role=data serial=${ABSENT} wait_ms=0`,
      ...find,
      ...roles.map((role) => `CHECK role=${role}`),
      "CHECK role=config",
      ...mount,
      "START role=data cluster=main",
      "VERIFY id=1 kind=amcheck",
      "VERIFY id=2 kind=read",
      `VERIFY id=3 kind=sql database=orders sql=${SQL}`,
      "VERIFY id=4 kind=checksums",
      "VERIFY id=5 kind=hook name=no-such-hook",
      "VERIFY id=6 kind=guess",
      "BEAT n=18",
      "STOP",
      "STOP",
      "BYE",
    ],
    "no greeting": ["FIND role=data serial=x"],
    "no line": [HELLO, "what is this"],
    "no such verb": [HELLO, "FREEZE"],
    "a check before a find": [HELLO, "CHECK role=data"],
    "a mount of what was not found": [HELLO, ...find, "MOUNT role=logs"],
    "no database on these volumes": [HELLO, ...find, mount[0] ?? "", "START cluster=main"],
    "a check of a database that was not started": [HELLO, ...find, ...mount, "VERIFY id=1 kind=read"],
    "a find after the end": [HELLO, ...find, "STOP", find[0] ?? ""],
  };
}

export async function converse(
  open: () => Promise<Line>,
  ids: ByRole,
  mounts: ByRole,
): Promise<Readonly<Record<string, readonly Exchange[]>>> {
  const all: Record<string, Exchange[]> = {};
  for (const [name, lines] of Object.entries(conversations(ids, mounts))) {
    const line = await open();
    const exchanges: Exchange[] = [];
    for (const said of lines) exchanges.push(await exchange(line, said));
    all[name] = exchanges;
    await line.hangUp();
  }
  return all;
}

async function exchange(line: Line, said: string): Promise<Exchange> {
  line.send(said);
  const answered: string[] = [];
  for (;;) {
    const heard = await line.next();
    if (heard === undefined) break;
    if (heard.startsWith("LOG ")) continue;
    answered.push(shapeOf(heard));
    // After that it undoes everything and hangs up.
    if (!heard.startsWith("ERR code=protocol")) break;
    while ((await line.next()) !== undefined);
    break;
  }
  return { said: said.replaceAll(/(serial|mount|sql)=\S+/g, "$1=…"), answered };
}

/** Values that are the server's own, or words for people. */
const OWN: ReadonlySet<string> = new Set([
  ...["host", "kernel", "boot", "postgresql", "mariadb", "glibc", "icu", "at", "wall", "kit"],
  ...["device", "size", "fstype", "uuid", "uuid_in_use", "mount", "data", "path", "options"],
  ...["version", "system", "recovered_ms", "ready_ms", "value", "text", "what"],
]);

function shapeOf(line: string): string {
  const [verb = "", ...values] = line.split(" ");
  const shapes = values.map((value) => {
    const key = value.slice(0, value.indexOf("="));
    return OWN.has(key) ? `${key}=…` : value;
  });
  return [verb, ...shapes.sort()].join(" ");
}
