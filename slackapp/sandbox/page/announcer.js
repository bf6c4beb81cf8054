/** Tells whoever listens instead of looking: one live region, in which nothing is talked over. */

import { el } from "./dom.js";

/** How long words stay, in milliseconds: those that come together are read one after the other. */
const STAY = 15_000;

const region = document.getElementById("announcer");
let waiting = [];

const isBehindForm = () => document.querySelector("dialog[open]") !== null;

function tell(words, where = region) {
  const line = el("p", {}, words);
  where.append(line);
  setTimeout(() => line.remove(), STAY);
}

/** Say what somebody has just done, in the form where they did it if one is open. */
export const sayHere = (words) => tell(words, document.querySelector("dialog[open] .announcer") ?? region);

/** Behind an open form nothing is heard, so the words wait until it is closed. */
export function say(words) {
  if (!words) return;
  if (isBehindForm()) waiting.push(words);
  else tell(words);
}

// The event does not bubble, so it is caught on its way down.
document.addEventListener(
  "close",
  () => {
    if (isBehindForm()) return;
    const held = waiting;
    waiting = [];
    held.forEach((words) => tell(words));
  },
  true,
);
