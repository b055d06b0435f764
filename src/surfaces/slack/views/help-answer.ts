import type { Verb } from "../command/command.ts";
import { grammar } from "../command/grammar.ts";
import { code, escaped } from "../mrkdwn.ts";
import { context, section } from "./blocks.ts";
import type { Message } from "./message.ts";

/** All commands by what they are for, or one of them in more words. A topic that is no command gets all of them. */
export function helpAnswer(topic?: string): Message {
  const verb = verbs.find((known) => known === topic);
  return verb === undefined ? all() : one(verb);
}

function all(): Message {
  return {
    text: "📸 Freezeframe: consistent snapshots of an application's volumes, and what each is worth",
    blocks: [
      section([
        "📸 *Freezeframe* takes snapshots of all volumes of an application at one moment, and says what each is worth.",
      ]),
      ...groups.map(([title, ...members]) =>
        section([`*${title}*`, ...members.map((verb) => `${usage(verb)}  ${ABOUT[verb].short}`)]),
      ),
      context([
        `${code("/ff help snapshot")} tells more of one. ${code("/freezeframe")} is the same as ${code("/ff")}.`,
      ]),
    ],
  };
}

const one = (verb: Verb): Message => ({
  text: `/ff ${escaped(grammar[verb].usage)}: ${ABOUT[verb].short}`,
  blocks: [section([usage(verb), `${ABOUT[verb].short}. ${ABOUT[verb].more}`, `*Who:* ${ABOUT[verb].who}`])],
});

const usage = (verb: Verb): string => code(`/ff ${grammar[verb].usage}`);

const OPERATORS = "operators of the application (`owners.operators` in its manifest)";
const EVERYBODY = "everybody in this workspace";

const ABOUT: Readonly<Record<Verb, { readonly short: string; readonly more: string; readonly who: string }>> =
  {
    snapshot: {
      short: "take a recovery point now",
      more: "Freezes the application's file systems for some seconds, has Cinder cut all volumes, thaws, and says how good the point is. The reason is kept with it.",
      who: OPERATORS,
    },
    status: {
      short: "is anything frozen now? What runs, how old is the newest point?",
      more: "With an application its guests are asked, so it takes a moment.",
      who: EVERYBODY,
    },
    points: {
      short: "recovery points, newest first",
      more: "Each with its label; *Why?* shows the evidence. With `--prune`: what retention would take, and why each other point stays; nothing is deleted by asking.",
      who: EVERYBODY,
    },
    protect: {
      short: "nothing deletes this recovery point from now on",
      more: "Neither retention nor a clean-up, also when Freezeframe's own store is lost: its snapshots are marked. The reason is kept with it.",
      who: OPERATORS,
    },
    unprotect: { short: "retention may take it again", more: "The end of `protect`.", who: OPERATORS },
    evidence: {
      short: "why a point has its label, and why not a better one",
      more: "Every need of every grade, and whether it was observed.",
      who: EVERYBODY,
    },
    doctor: {
      short: "would a snapshot be taken, and how good would it be?",
      more: "Looks into the cloud, the guests, the credential and Slack, and changes nothing: no freeze, no checkpoint. With `--rehearse` it freezes and thaws without a snapshot, and says how long that took and what the database felt.",
      who: `${EVERYBODY}; with \`--rehearse\` ${OPERATORS}`,
    },
    design: {
      short: "its design on its own cloud, as a file",
      more: "What each back end really does with a group, the commands with real ids, what is frozen in which order, what to do when it breaks, how restores are tested; each statement with its source. Looks, and changes nothing. The file is posted in the application's channel.",
      who: EVERYBODY,
    },
    runs: { short: "what was run, newest first", more: "Also what waits and what goes on.", who: EVERYBODY },
    cancel: {
      short: "stop a run",
      more: "A queued one never begins. A running one stops at the next safe place; what is frozen is thawed first.",
      who: OPERATORS,
    },
    thaw: {
      short: "thaw what Freezeframe holds frozen",
      more: "Only freezes of this installation, in this application's guests. Guests thaw by themselves too, at their deadline.",
      who: OPERATORS,
    },
    pause: {
      short: "take no snapshots for a while",
      more: "Ends by itself. The time is a duration (`2h`) or a moment (`2026-11-24T06:00Z`), at most 30 days away.",
      who: OPERATORS,
    },
    resume: { short: "end a pause", more: "Snapshots are taken again at once.", who: OPERATORS },
    restore: {
      short: "bring a recovery point back beside what is there, and check its data",
      more: "With the application alone a window asks which point, where to and why. `latest`, or a point's id, and a reason skip it. Nothing that exists is overwritten or cut over; it is planned first, and approved where the manifest says so.",
      who: OPERATORS,
    },
    test: {
      short: "prove that a recovery point can be restored, and how fast",
      more: "Restores it apart from production, starts the database, checks the data, measures, and takes all of it away again. Without a point the manifest's `restoreTest.pick` chooses. No approval: nothing that exists is touched.",
      who: OPERATORS,
    },
    restores: {
      short: "what stands of restores, until when, and how to end each",
      more: "What could not be removed comes first.",
      who: EVERYBODY,
    },
    discard: {
      short: "end a restore: what it made is detached and deleted",
      more: "RUN is the run of its request. What was taken into use since, and lost the restore's marks as its cut-over says, stays.",
      who: OPERATORS,
    },
    drift: {
      short: "is what is there still what the manifest, and the newest point, says?",
      more: "Looks at the cloud, the servers and into the guests, now, and changes nothing: each finding with what it costs and the command that mends it.",
      who: EVERYBODY,
    },
    adopt: {
      short: "after the store was lost: points that the cloud has and the store does not",
      more: "Shows what can be made of each, by the signed stamps on its snapshots; *Adopt* takes them in. What was forged or is not whole is refused.",
      who: `${EVERYBODY}; its button: operators of each application`,
    },
    orphans: {
      short: "what nobody owns in the cloud: why, what may be deleted, and why the rest stays",
      more: "Scans the cloud of the application, or all of them, and changes nothing there. *Keep*, *Snooze* and *Clean up* are for operators. What is found is told in the application's channel as well, and its grace begins then.",
      who: `${EVERYBODY}; its buttons: operators`,
    },
    clean: {
      short: "delete what may go, or one of it, behind an approval",
      more: "ORPHAN is what `/ff orphans` calls it: `o-7f3a9c21d0`; in its place an incident or a run takes what that has left. It is planned, approved where the manifest says so, and each is looked at again before it goes; what has changed is skipped.",
      who: OPERATORS,
    },
    keep: {
      short: "an orphan stays, for good or for a time",
      more: "No clean-up deletes it meanwhile: `keep o-7f3a9c21d0 until 3d the vendor looks at it`.",
      who: OPERATORS,
    },
    release: {
      short: "nobody keeps an orphan any more",
      more: "Its owner is told anew, and then its grace begins anew.",
      who: OPERATORS,
    },
    incidents: {
      short: "objectives that are missed and that the next run does not mend",
      more: "Each with its buttons: *Snapshot now*, *Snooze*. It resolves by itself; what was resolved last is there as well.",
      who: `${EVERYBODY}; its buttons: operators`,
    },
    approvals: {
      short: "what waits for an approval, and what was decided last",
      more: "Approvers decide with the buttons of each request's own message. Nobody decides on what they asked for themselves.",
      who: EVERYBODY,
    },
    reload: {
      short: "read the manifests again",
      more: "All or nothing: one wrong file and nothing changes. What changed is told, rights first.",
      who: "operators of any application",
    },
    help: { short: "this", more: "", who: EVERYBODY },
  };

const groups: readonly (readonly [title: string, ...verbs: Verb[]])[] = [
  ["Take one", "snapshot", "doctor"],
  ["Bring back", "restore", "test", "restores", "discard"],
  ["Keep", "protect", "unprotect"],
  ["Clean up", "orphans", "clean", "keep", "release", "adopt"],
  ["Look", "status", "points", "evidence", "drift", "runs", "incidents", "approvals"],
  ["Stop", "thaw", "cancel", "pause", "resume"],
  ["Set up", "design", "reload"],
];

// The keys of a Record of all verbs are all verbs, which Object.keys cannot say.
const verbs = Object.keys(ABOUT) as Verb[];
