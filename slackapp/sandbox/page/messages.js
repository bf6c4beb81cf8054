/** The messages of the conversation: days, groups, ephemeral answers, blocks. */

import * as api from "./api.js";
import { drawBlocks } from "./blocks.js";
import { el, hidden, reconcile } from "./dom.js";
import { drawFiles } from "./files.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar, badge } from "./people.js";
import { dayOf, nameOf, state, timeOf } from "./store.js";

const GROUP_SECONDS = 300;

/** A message close behind one of the same person stands under that person's name. */
function continues(message, previous) {
  return (
    previous !== undefined &&
    previous.user === message.user &&
    previous.ephemeral === message.ephemeral &&
    Number(message.ts) - Number(previous.ts) < GROUP_SECONDS &&
    dayOf(previous.ts) === dayOf(message.ts)
  );
}

/** Press a button or choose from a list: busy until the app has answered; no second press meanwhile. */
async function act(control, message, choice, refused) {
  if (control.getAttribute("aria-busy") === "true") return;
  control.setAttribute("aria-busy", "true");
  const body = { as: state.me.id, channel: state.current.id, ts: message.ts, ...choice };
  const answer = await api.act(body);
  control.removeAttribute("aria-busy");
  if (!answer.ok) refused("That", answer.error);
}

function body(message, refused) {
  if (!message.blocks?.length) return mrkdwn(message.text);
  return drawBlocks(message.blocks, (control, block, element, choice) => {
    const names = { block_id: block.block_id, action_id: element.action_id };
    act(control, message, { ...names, ...choice }, refused);
  });
}

function draw(message, grouped, refused) {
  const person = state.people.get(message.user);
  const name = person ? nameOf(person) : message.user;
  const time = el("time", { datetime: new Date(Number(message.ts) * 1000).toISOString() }, timeOf(message.ts));
  const kinds = ["message", grouped && "grouped", message.ephemeral && "ephemeral", message.error && "error"];
  const head = el(
    "div",
    { class: grouped ? "message-head visually-hidden" : "message-head" },
    el("strong", { class: "author" }, name),
    badge(person) ?? (message.bot && el("span", { class: "badge-kind" }, "App")),
    " ",
    !grouped && time,
  );
  return el(
    "article",
    { class: kinds.filter(Boolean).join(" "), "data-ts": message.ts },
    el("div", { class: "gutter" }, grouped ? time : avatar(person)),
    el(
      "div",
      { class: "message-body" },
      message.ephemeral && !grouped && el("p", { class: "only-you" }, "Only visible to you"),
      message.ephemeral && grouped && hidden("Only visible to you"),
      head,
      body(message, refused),
      drawFiles(message),
      message.edited && el("span", { class: "edited" }, "(edited)"),
    ),
  );
}

/** Show messages in container; what is unchanged is left alone, so that focus and selection stay. */
export function showMessages(container, messages, refused) {
  const items = [];
  messages.forEach((message, index) => {
    const previous = messages[index - 1];
    const day = dayOf(message.ts);
    if (!previous || dayOf(previous.ts) !== day) {
      items.push({
        key: `day-${day}`,
        content: day,
        build: () => el("h3", { class: "day" }, el("span", {}, day)),
      });
    }
    const grouped = continues(message, previous);
    items.push({
      key: `${message.ts}-${message.ephemeral}`,
      content: [message, grouped, state.me.id],
      build: () => draw(message, grouped, refused),
    });
  });
  reconcile(container, items);
}

/** A message in words, as a screen reader hears it when it arrives. */
export function inWords(message) {
  const person = state.people.get(message.user);
  const words = mrkdwn(message.text).textContent;
  return `${message.ephemeral ? "Only visible to you. " : ""}${person ? nameOf(person) : "App"}: ${words}`;
}
