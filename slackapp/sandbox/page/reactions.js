/** Reactions below a message, and the few emoji that one can react with at once. */

import * as api from "./api.js";
import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { nameOf, state } from "./store.js";

const OFFERED = ["kudos", "tada", "clap", "raised_hands", "pray", "heart", "+1", "eyes", "100", "star"];

async function change(message, name, remove, refused) {
  const answer = await api.react({ as: state.me.id, channel: state.current.id, ts: message.ts, name, remove });
  if (!answer.ok) refused("That", answer.error);
}

/** React, or take the reaction away where it is there already. */
function toggle(message, name, refused) {
  const mine = message.reactions.some((one) => one.name === name && one.users.includes(state.me.id));
  return change(message, name, mine, refused);
}

const people = (users) =>
  users.map((id) => (id === state.me.id ? "you" : nameOf(state.people.get(id) ?? { name: id }))).join(", ");

/** The row of what people have put there. */
export function drawReactions(message, refused) {
  if (!message.reactions?.length) return null;
  const one = ({ name, users }) => {
    const mine = users.includes(state.me.id);
    const words = `${name}, ${users.length}: ${people(users)}`;
    return el(
      "button",
      {
        type: "button",
        class: "reaction",
        "aria-pressed": String(mine),
        "aria-label": words,
        title: words,
        "data-action": `reaction-${name}`,
        click: () => change(message, name, mine, refused),
      },
      emoji(name),
      el("span", { class: "count" }, String(users.length)),
    );
  };
  return el("div", { class: "reactions", role: "group", "aria-label": "Reactions" }, message.reactions.map(one));
}

/** The section of a message's menu that reacts. */
export function reactionSection(message, refused) {
  const item = (name) => ({ label: emoji(name), name: `React with ${name}`, run: () => toggle(message, name, refused) });
  const other = {
    label: "…",
    name: "React with another emoji, by its name",
    run() {
      const name = window.prompt("Which emoji? Its name, such as: rocket")?.trim().replace(/^:|:$/g, "");
      if (name) toggle(message, name, refused);
    },
  };
  return { heading: "React", grid: true, items: [...OFFERED.map(item), other] };
}
