/** The left column: who one is, the channels, the direct messages. */

import { add, el, hidden, icon, markCurrent, reconcile } from "./dom.js";
import { avatar, nameAndTitle } from "./people.js";
import { address, isHuman, nameOf, state, theApp, titleOf } from "./store.js";

export function fillSwitcher(select) {
  const people = [...state.people.values()].filter(isHuman);
  select.replaceChildren(
    ...people.map((person) =>
      el("option", { value: person.id }, nameAndTitle(person) + (person.stranger ? " (other company)" : "")),
    ),
  );
}

/** As in Slack: whatever is new makes the name bold, and what calls for oneself is counted. */
function unreadMark({ kind, unread, mentions }) {
  if (!unread) return null;
  if (!mentions) return el("span", { class: "visually-hidden unread-mark" }, " unread");
  const named = kind === "public" || kind === "private" ? (mentions === 1 ? " mention" : " mentions") : " unread";
  return el("span", { class: "unread unread-mark" }, String(mentions), hidden(named));
}

function row(conversation, ...face) {
  return el(
    "li",
    {},
    el(
      "a",
      { class: !conversation.is_member && "outside" },
      face,
      !conversation.is_member && hidden(" (you are not a member)"),
      conversation.archived && el("span", { class: "note" }, "archived"),
    ),
  );
}

/** What changes often changes in place: a link that is replaced under a finger loses its tap. */
function mark(node, conversation) {
  const link = node.firstChild;
  link.href = address(state.me.id, conversation.id);
  link.dataset.action = conversation.id;
  link.dataset.unread = conversation.unread;
  link.classList.toggle("has-unread", conversation.unread > 0);
  markCurrent(link, conversation === state.current);
  link.querySelector(".unread-mark")?.remove();
  add(link, [unreadMark(conversation)]);
}

/** An item of a list that holds a conversation; a direct one is known by whom it is with. */
function item(conversation, draw) {
  const { kind, is_member, archived, member_ids } = conversation;
  return {
    key: kind === "im" ? `with ${conversation.with}` : conversation.id,
    content: [titleOf(conversation), kind, is_member, archived, member_ids.length],
    build: draw,
    change: (node) => mark(node, conversation),
  };
}

function channelItem(conversation) {
  const closed = conversation.kind === "private";
  const sign = el("span", { class: "sign" }, closed ? icon("lock") : "#", closed && hidden("private "));
  return item(conversation, () => row(conversation, sign, el("span", { class: "label" }, titleOf(conversation))));
}

function directItem(conversation) {
  const person = state.people.get(conversation.with);
  const sign =
    conversation.kind === "im"
      ? avatar(person)
      : el("span", { class: "avatar count", "aria-hidden": "true" }, String(conversation.member_ids.length - 1));
  return item(conversation, () => row(conversation, sign, el("span", { class: "label" }, titleOf(conversation))));
}

/** A person to whom one has not written yet. */
function personItem(person, openWith) {
  return {
    key: person.id,
    content: [person, state.me.id],
    build: () =>
      el(
        "li",
        {},
        el(
          "button",
          { type: "button", click: () => openWith(person.id), "data-action": person.id },
          avatar(person),
          el("span", { class: "label" }, nameOf(person)),
        ),
      ),
  };
}

function directItems(openWith) {
  const talks = state.conversations.filter((one) => one.kind === "im" || one.kind === "group");
  const known = new Set(talks.map((one) => one.with));
  const isWithApp = (one) => one.with === theApp()?.id;
  const others = [...state.people.values()].filter(
    (person) =>
      !known.has(person.id) &&
      person !== state.me &&
      (person.is_app || (isHuman(person) && !person.stranger)),
  );
  const rank = (one) => (isWithApp(one) ? 0 : one.unread ? 1 : 2);
  const items = [
    ...talks.sort((a, b) => rank(a) - rank(b)).map(directItem),
    ...others.filter((person) => !person.is_app).map((person) => personItem(person, openWith)),
  ];
  const app = others.find((person) => person.is_app);
  return app ? [personItem(app, openWith), ...items] : items;
}

/** Draw both lists; openWith(person id) starts a direct conversation. */
export function showConversations(container, openWith) {
  if (!container.children.length) {
    for (const name of ["Channels", "Direct messages"]) {
      container.append(el("h2", {}, name), el("ul", { "aria-label": name }));
    }
  }
  const [channels, directs] = container.querySelectorAll("ul");
  const named = state.conversations.filter((one) => one.kind === "public" || one.kind === "private");
  const rank = (one) => (one.archived ? 2 : one.is_member ? 0 : 1);
  reconcile(channels, named.sort((a, b) => rank(a) - rank(b)).map(channelItem));
  reconcile(directs, directItems(openWith));
}
