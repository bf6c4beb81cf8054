/** What somebody hears of the conversation that is open: new messages, and answers that change. */

import { say } from "./announcer.js";
import { inWords } from "./messages.js";
import { state, theApp } from "./store.js";

let before = { where: "", texts: new Map(), last: 0 };

const keyOf = (message) => `${message.ts}-${message.ephemeral}`;

/** Only a private answer is told again when it changes: what all can see changes too often. */
const isPrivate = (message) => message.ephemeral || state.current.with === theApp()?.id;

function isNews(message) {
  if (message.user === state.me.id || message.deleted) return false;
  const known = before.texts.get(keyOf(message));
  if (known === undefined) return Number(message.ts) > before.last;
  return isPrivate(message) && known !== message.text;
}

/** Say what has come since the last look at the same place; of another place nothing is news. */
export function hear(where, messages) {
  if (where === before.where) say(messages.filter(isNews).map(inWords).join(" "));
  const texts = new Map(messages.map((message) => [keyOf(message), message.text]));
  before = { where, texts, last: Math.max(0, ...messages.map((message) => Number(message.ts))) };
}
