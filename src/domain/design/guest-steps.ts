import { databaseTitle, type GuestDatabase } from "#domain/guest-database.ts";
import type { Recipe } from "#domain/manifest/recipe.ts";
import type { DesignFacts } from "./facts.ts";
import { manifest, published } from "./source.ts";
import { say } from "./statement.ts";
import { type Step, shell } from "./step.ts";

export const KIT = published("Freezeframe deploy/guest-kit/README.md");

/** What a recipe needs in its guest beside the kit. */
export function ownSteps(recipe: Recipe): Step[] {
  switch (recipe.kind) {
    case "hook":
      return [hookStep(recipe.name, recipe.server)];
    case "postgresql":
      return recipe.cluster === KNOWN_BY_ITSELF ? [] : [postgresqlStep(recipe.cluster, recipe.server)];
    case "mariadb":
      return recipe.name === KNOWN_BY_ITSELF ? [] : [mariadbStep(recipe.name, recipe.server)];
    case "fsfreeze":
      return [];
  }
}

/** The kit's folder and the bot's public key, then its own installer; safe to repeat. */
export const installStep = (
  { name, ssh }: DesignFacts["application"]["servers"][number],
  application: string,
): Step => ({
  id: `install-${name}`,
  title: `Install it in ${name}`,
  about: [
    say(
      "Copy `deploy/guest-kit` and the bot's public key into the guest first. The bot's key can start the holder and nothing else.",
      KIT,
      manifest("servers"),
    ),
    say(
      "The host key is compared on the guest's console before it is pinned: never taken from the network alone.",
      KIT,
    ),
  ],
  shell: [
    shell(
      `guest ${name}`,
      `./guest-kit/install.sh --authorized-key bot.pub${ssh === undefined || ssh.user === "freezeframe" ? "" : ` --user ${ssh.user}`}`,
      "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
      "freezeframe-hold status",
    ),
    shell("operator", `freezeframe doctor ${application}`),
  ],
  http: [],
});

/** The database that the kit finds where Debian puts it. */
const KNOWN_BY_ITSELF = "main";

const postgresqlStep = (cluster: string, server: string): Step =>
  databaseStep({ kind: "postgresql", name: cluster }, server, {
    what: "cluster",
    byHand: "Where it is not Debian's, its port, socket folder and user are written there by hand.",
    change: (file) => [
      `sed -i "s/^port=.*/port=$(pg_lsclusters -h | awk '$2 == "${cluster}" { print $3; exit }')/" ${file}`,
    ],
  });

const mariadbStep = (name: string, server: string): Step =>
  databaseStep({ kind: "mariadb", name }, server, {
    what: "server",
    byHand:
      "Write its own socket (`select @@socket`) there in place of the one that stands there, and the account, if it is another one than `root`.",
    change: () => [],
  });

interface Telling {
  /** What the kit takes it for. */
  readonly what: string;
  readonly byHand: string;
  /** Commands that fill in what the guest itself knows. */
  readonly change: (file: string) => string[];
}

/** Tells the kit where a database is that it does not find by itself. */
const databaseStep = (database: GuestDatabase, server: string, { what, byHand, change }: Telling): Step => {
  const { kind, name } = database;
  const file = `/etc/freezeframe/${kind}/${name}.conf`;
  return {
    id: `${kind}-${name}-${server}`,
    title: `${databaseTitle(database)} in ${server}`,
    about: [
      say(
        `The kit knows the ${what} \`${KNOWN_BY_ITSELF}\` by itself and has to be told of \`${name}\`. ${byHand}`,
        manifest("quiesce.stages"),
        KIT,
      ),
    ],
    shell: [
      shell(
        `guest ${server}`,
        `install -o root -g root -m 0644 guest-kit/examples/${kind}/main.conf ${file}`,
        ...change(file),
        `grep -v '^#' ${file}`,
      ),
    ],
    http: [],
  };
};

/** Where it belongs, and one round of it by hand, thawed whatever happens: what a hold will do with it. */
const hookStep = (name: string, server: string): Step => {
  const file = `/etc/freezeframe/hooks.d/${name}`;
  return {
    id: `hook-${name}-${server}`,
    title: `Hook ${name} in ${server}`,
    about: [
      say(
        `\`${name}\` is this application's own: \`deploy/guest-kit/examples/hooks.d\` has one to begin with. Both files have to be root's, no links, and writable by nobody else.`,
        manifest("quiesce.stages"),
        KIT,
      ),
      say(
        `Without \`${name}.prove\`, which says yes (exit status 0) while the application is held, B is the most that it gives.`,
        KIT,
      ),
      say("The round by hand has to say PROVED. `thaw` must do no harm where nothing was frozen.", KIT),
    ],
    shell: [
      shell(
        `guest ${server}`,
        `install -o root -g root -m 0755 ${name} ${name}.prove /etc/freezeframe/hooks.d/`,
        `(trap '${file} thaw' EXIT; ${file} freeze && ${file}.prove && echo PROVED)`,
      ),
    ],
    http: [],
  };
};
