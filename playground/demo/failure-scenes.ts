import { cleanedUp, memberFails, retried } from "./failure.ts";
import type { Scene } from "./stage.ts";
import { storeLost } from "./store-lost.ts";

/** `npm run demo -- failure`: what is done about a snapshot that failed, and about a store that is lost. */
export const failureScenes: readonly Scene[] = [
  {
    title: "A member fails",
    told: [
      "orders-db: the back end fails for one of three volumes. There is no recovery point, and Cinder rolls nothing back.",
      "The owners get one alert, with the buttons that fit this failure.",
    ],
    play: memberFails,
  },
  {
    title: "It is tried again from the alert",
    told: ["Retry is a snapshot by whoever clicks it, with their rights; it is told in the alert's thread."],
    play: retried,
  },
  {
    title: "What was left behind is cleaned up",
    told: [
      "Clean up plans the deletion of just that. Another person approves; each thing is looked at again before it goes.",
    ],
    play: cleanedUp,
  },
  {
    title: "The store is lost",
    told: [
      "The bot's own database is deleted. Nothing is cleaned up by a bot that does not know its own points: adopt first.",
      "Points come back with the labels that this installation has signed, and no others.",
    ],
    play: storeLost,
  },
];
