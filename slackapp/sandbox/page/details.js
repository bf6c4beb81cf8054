/** The conversation's header, and the right column that says who is in it. */

import { el, hidden, icon, reconcile } from "./dom.js";
import { avatar, badge } from "./people.js";
import { appName, nameOf, state, titleOf } from "./store.js";

const isChannel = (conversation) => conversation.kind === "public" || conversation.kind === "private";

/** In a direct conversation with the app there is nothing to say about its presence. */
const concernsApp = (conversation) => conversation.kind !== "im";

const count = (number) => `${number} ${number === 1 ? "member" : "members"}`;

function appState(conversation, addApp) {
  if (conversation.app_is_member) return el("span", { class: "app-here" }, `${appName()} is here`);
  if (!isChannel(conversation) || !conversation.is_member || conversation.archived) return null;
  return el(
    "button",
    { type: "button", class: "button primary small", click: addApp, "data-action": "add-app" },
    `Add ${appName()}`,
  );
}

function topicOf(conversation) {
  if (conversation.kind !== "im") return conversation.topic;
  return state.people.get(conversation.with)?.title ?? "";
}

function titleRow(conversation, goBack) {
  const closed = conversation.kind === "private";
  return [
    el("button", { type: "button", class: "back", click: goBack, "data-action": "back" }, icon("back"), hidden("All conversations")),
    el(
      "div",
      { class: "title" },
      el(
        "h2",
        { id: "conversation-name" },
        isChannel(conversation) && el("span", { class: "sign" }, closed ? icon("lock") : "#", closed && hidden("private ")),
        titleOf(conversation),
        conversation.kind === "im" && badge(state.people.get(conversation.with)),
      ),
      topicOf(conversation) && el("p", { class: "topic" }, topicOf(conversation)),
    ),
  ];
}

/** Draw the header; actions are {goBack, addApp, toggleDetails}. */
export function showHeader(header, detailsOpen, actions) {
  const conversation = state.current;
  const people = conversation?.member_ids.length ?? 0;
  const build = () =>
    el(
      "div",
      { class: "header-row" },
      titleRow(conversation, actions.goBack),
      concernsApp(conversation) && appState(conversation, actions.addApp),
      el(
        "button",
        {
          type: "button",
          class: "members",
          "aria-expanded": String(detailsOpen),
          "aria-controls": "details",
          "aria-label": `${count(people)}: who is here`,
          click: actions.toggleDetails,
          "data-action": "members",
        },
        icon("people"),
        String(people),
      ),
    );
  const content = [conversation, detailsOpen, state.me.id];
  reconcile(header, conversation ? [{ key: "header", content, build }] : []);
}

function memberRow(id, openWith) {
  const person = state.people.get(id);
  if (!person) return null;
  const note = person.title || person.real_name;
  const face = [
    avatar(person),
    el(
      "span",
      { class: "who" },
      el("strong", {}, nameOf(person), person === state.me && " (you)", badge(person)),
      note !== nameOf(person) && el("span", { class: "note" }, note),
    ),
  ];
  // One does not write to oneself here.
  if (person === state.me) return el("li", {}, el("div", { class: "person" }, face));
  return el(
    "li",
    {},
    el("button", { type: "button", class: "person", click: () => openWith(id), "data-action": id }, face),
  );
}

function aboutText(conversation) {
  const kinds = {
    public: "A public channel: everyone in the workspace can read it.",
    private: "A private channel: only its members can read it.",
    group: "A group conversation: only its members can read it.",
    im: "A direct conversation: only the two of you can read it.",
  };
  const shared = conversation.shared ? " Another company is in it, too." : "";
  const app = conversation.app_is_member
    ? ` ${appName()} posts the kudos that are given here.`
    : ` ${appName()} is not here, so it cannot post here.`;
  return kinds[conversation.kind] + shared + (concernsApp(conversation) ? app : "");
}

/** Draw the right column; actions are {openWith, toggleDetails}. */
export function showDetails(aside, actions) {
  const conversation = state.current;
  const build = () =>
    el(
      "div",
      {},
      el(
        "div",
        { class: "details-head" },
        el("h2", {}, "Who is here"),
        el("button", { type: "button", class: "plain", click: actions.toggleDetails, "data-action": "close" }, icon("close"), hidden("Close")),
      ),
      el("p", { class: "about" }, aboutText(conversation)),
      el("ul", { class: "people" }, conversation.member_ids.map((id) => memberRow(id, actions.openWith))),
    );
  const content = [conversation, state.me.id];
  reconcile(aside, conversation ? [{ key: "details", content, build }] : []);
}
