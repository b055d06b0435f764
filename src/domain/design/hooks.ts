import type { Recipe } from "#domain/manifest/recipe.ts";
import { describeDuration } from "../duration.ts";
import { heading, list, type Part, paragraph, type Section, table } from "./document.ts";
import { DOCUMENTED_RECIPES } from "./documented-recipes.ts";
import type { DesignFacts } from "./facts.ts";
import { frozenByRecipe } from "./freeze-order.ts";
import { installStep, KIT, ownSteps } from "./guest-steps.ts";
import { RECIPE_CARDS, type RecipeCard } from "./recipe-cards.ts";
import { guestSaid, manifest, published, type Source } from "./source.ts";
import { say, unknown } from "./statement.ts";

/** (c) What goes into the guests, what is frozen in which order, what proves it, what goes wrong. */
export function hooks(facts: DesignFacts): Section {
  const kinds = [...new Set(facts.application.quiesce.stages.flat().map(({ kind }) => kind))];
  return {
    key: "c",
    title: "Freeze and thaw hooks",
    parts: [
      heading("Guest kit"),
      ...kitParts(facts),
      heading("What is frozen, in this order"),
      ...orderParts(facts),
      heading("Proof"),
      list(proofs(facts)),
      ...kinds.flatMap((kind) => cardParts(kind, manifest("quiesce.stages"))),
      ...["postgresql", "mariadb"]
        .filter((kind) => !kinds.some((own) => own === kind))
        .flatMap((kind) => cardParts(kind)),
      heading("Other data stores"),
      othersTable(),
    ],
  };
}

function kitParts({ application, cloud, mounts }: DesignFacts): Part[] {
  const { servers } = application;
  const told = servers.map(({ name }) => {
    const kit = mounts.find(({ server }) => server === name)?.kit;
    return kit === undefined
      ? unknown(
          `Whether ${name} has the guest kit: it was not asked, or did not answer. \`freezeframe doctor ${application.application}\` says why.`,
          manifest("servers"),
        )
      : say(`${name} has guest kit ${kit}.`, guestSaid(name, cloud.at));
  });
  return [
    list(told),
    ...servers.map((server): Part => ({ kind: "step", step: installStep(server, application.application) })),
    ...application.quiesce.stages
      .flat()
      .flatMap(ownSteps)
      .map((step): Part => ({ kind: "step", step })),
  ];
}

function orderParts(facts: DesignFacts): Part[] {
  const { policy, budget } = facts.application.quiesce;
  if (policy === "skip")
    return [
      paragraph(
        say(
          "Nothing: `quiesce.policy` is `skip`. Neither A nor B is ever reached, whatever the back end does.",
          manifest("quiesce.policy"),
        ),
      ),
    ];
  const rows = frozenByRecipe(facts).map(({ stage, recipe, mounts, unmounted }) => ({
    cells: {
      stage: String(stage),
      server: recipe.server,
      recipe: recipeText(recipe),
      mounts:
        [...mounts, ...unmounted.map((role) => `${role}: only the guest can say`)].join(", ") ||
        "none of its own",
    },
    from: sourcesOf(recipe.server, facts),
  }));
  return [
    table({ stage: "stage", server: "server", recipe: "recipe", mounts: "file systems, in order" }, rows),
    paragraph(
      say(
        `Stage after stage, all of a stage at once; thawed in reverse. Writes are held for ${describeDuration(budget)} at most (policy \`${policy}\`); then the guest thaws by itself, and the set gets no grade that needs a freeze.`,
        manifest("quiesce"),
        published("Freezeframe docs/hold-protocol.md"),
      ),
      ...(facts.prediction === undefined
        ? [
            unknown("How long a cut takes here: there was no snapshot yet.", {
              kind: "history",
              what: "recovery points",
            }),
          ]
        : [
            say(
              `A cut will probably take ${describeDuration(facts.prediction.ms)} (${facts.prediction.because}).`,
              { kind: "history", what: "recovery points" } as const,
            ),
          ]),
    ),
  ];
}

function sourcesOf(server: string, { mounts, cloud }: DesignFacts): Source[] {
  const told = mounts.find((one) => one.server === server);
  return [manifest("quiesce.stages"), ...(told === undefined ? [] : [guestSaid(server, cloud.at)])];
}

function recipeText(recipe: Recipe): string {
  if (recipe.kind === "fsfreeze") return `fsfreeze of ${recipe.roles.join(", ")}`;
  return recipe.kind === "hook" ? `hook ${recipe.name}` : recipe.kind;
}

const proofs = ({ application }: DesignFacts) => [
  say(
    "Before the cut one write per file system is started that blocks in the kernel; the same writes, without a gap, are still blocked when the set is `available`, and complete after the thaw. A command that returned 0 proves nothing.",
    published("Freezeframe docs/hold-protocol.md"),
  ),
  say(
    "The name of the group snapshot carries the token of its hold: a set of another moment cannot take its place.",
    published("Freezeframe docs/hold-protocol.md"),
  ),
  say(
    application.quiesce.canary === true
      ? "The write-order canary is on: a restore test reads back whether the cut was torn."
      : "The write-order canary is off (`quiesce.canary`): a restore test cannot say whether a cut without a freeze was torn.",
    manifest("quiesce.canary"),
  ),
];

/** A database that is not this application's is told, too: whoever adds one finds what it needs. */
function cardParts(kind: string, own?: Source): Part[] {
  const card = RECIPE_CARDS[kind];
  if (card === undefined)
    return [
      heading(kind),
      paragraph(unknown(`This page has no words for the recipe \`${kind}\`.`, own ?? KIT)),
    ];
  return [
    heading(`${card.title}${own === undefined ? " (not in this application's manifest)" : ""}`),
    list(cardLines(card, own)),
  ];
}

function cardLines(
  { freeze, proof, thaw, restored, wrong, from: [first, ...rest] }: RecipeCard,
  own: Source | undefined,
) {
  const from = [...rest, ...(own === undefined ? [] : [own])];
  return [
    say(`Freeze: ${freeze}.`, first, ...from),
    say(`Proof: ${proof}.`, first, ...rest),
    say(`Thaw: ${thaw}.`, first, ...rest),
    say(`After a restore: ${restored}.`, first, ...rest),
    ...wrong.map((text) => say(`Goes wrong: ${text}`, first, ...rest)),
  ];
}

const othersTable = (): Part =>
  table(
    {
      what: "data store",
      verdict: "here",
      freeze: "freeze",
      proof: "proof",
      thaw: "thaw",
      wrong: "goes wrong",
    },
    DOCUMENTED_RECIPES.map(({ from, what, verdict, freeze, proof, thaw, wrong }) => ({
      cells: {
        what,
        verdict: verdict === "do not" ? "**do not**" : `*${verdict}*`,
        freeze,
        proof,
        thaw,
        wrong,
      },
      from,
    })),
  );
