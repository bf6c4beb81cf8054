/** The messages of the conversation: days, groups, ephemeral answers, blocks. */

import * as api from "./api.js";
import { drawBlocks } from "./blocks.js";
import { el, hidden, icon, reconcile } from "./dom.js";
import { drawFiles } from "./files.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar, badge } from "./people.js";
import { drawReactions } from "./reactions.js";
import { dayOf, nameOf, state, timeOf } from "./store.js";
import { moreActions } from "./tools.js";

const GROUP_SECONDS = 300;

/** A message close behind one of the same person stands under that person's name. */
function continues(message, previous) {
  return (
    previous !== undefined &&
    !previous.deleted &&
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
  const place = { as: state.me.id, channel: state.current.id, ts: message.ts };
  const names = (block, element) => ({ block_id: block.block_id, action_id: element.action_id });
  return drawBlocks(message.blocks, {
    act: (control, block, element, choice) => act(control, message, { ...names(block, element), ...choice }, refused),
    ask: (block, element, query) => api.options({ ...place, ...names(block, element), query }),
  });
}

const answers = (count) => `${count} ${count === 1 ? "reply" : "replies"}`;

/** The way into the thread that hangs at a message. */
function threadLink(message, { isThread, openThread }) {
  if (isThread || !message.replies) return null;
  const look = { type: "button", class: "thread-link", "data-action": "thread", click: () => openThread(message.ts) };
  return el("button", look, answers(message.replies));
}

/** The place of a deleted message in whose thread others have answered; Slack names nobody there. */
const drawDeleted = (message, hands) =>
  el(
    "article",
    { class: "message", "data-ts": message.ts },
    el("div", { class: "gutter" }, el("span", { class: "avatar gone", "aria-hidden": "true" }, icon("bin"))),
    el("div", { class: "message-body" }, el("p", { class: "deleted" }, "This message was deleted."), threadLink(message, hands)),
  );

function draw(message, grouped, hands) {
  if (message.deleted) return drawDeleted(message, hands);
  const { refused } = hands;
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
      drawReactions(message, refused),
      threadLink(message, hands),
    ),
    moreActions(message, hands),
  );
}

/**
 * Show messages in container; what is unchanged is left alone, so that focus and selection stay. Hands
 * are {refused, openThread, isThread}.
 */
export function showMessages(container, messages, hands) {
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
      content: [message, grouped, state.me.id, state.current.is_member],
      build: () => draw(message, grouped, hands),
    });
  });
  reconcile(container, items);
}

/** A message in words, as a screen reader hears it when it arrives. */
export function inWords(message) {
  const person = state.people.get(message.user);
  if (message.deleted) return "";
  const words = mrkdwn(message.text).textContent;
  return `${message.ephemeral ? "Only visible to you. " : ""}${person ? nameOf(person) : "App"}: ${words}`;
}
