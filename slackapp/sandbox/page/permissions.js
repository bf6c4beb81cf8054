/** The scopes that an admin may withhold from the app, as switches in the left column. */

import * as api from "./api.js";
import { el, reconcile } from "./dom.js";
import { appName, state } from "./store.js";

const WORDS = {
  "app_mentions:read": "See where it is mentioned",
  "channels:history": "Read messages in public channels where it is",
  "groups:history": "Read messages in private channels where it is",
  "reactions:read": "See reactions to messages where it is",
  "usergroups:read": "See user groups and who is in them",
};

function row({ scope, granted }, tools) {
  const change = async (event) => {
    const answer = await api.setScope(scope, event.currentTarget.checked);
    if (!answer.ok) return tools.refused("That", answer.error);
    tools.refresh();
  };
  const box = el("input", { type: "checkbox", checked: granted, change, "data-action": `scope-${scope}` });
  return el("li", {}, el("label", { class: "box" }, box, el("span", {}, WORDS[scope] ?? scope, el("code", {}, scope))));
}

/** Draw the switches; tools are {refused, refresh}. */
export function showPermissions(container, tools) {
  container.hidden = state.scopes.length === 0;
  const build = () =>
    el(
      "div",
      {},
      el("p", { class: "note" }, `What an admin may allow ${appName()}, or not:`),
      el("ul", {}, state.scopes.map((one) => row(one, tools))),
    );
  if (!container.querySelector("summary")) {
    container.append(el("summary", {}, "App permissions"), el("div", { class: "permissions-list" }));
  }
  reconcile(container.querySelector(".permissions-list"), [{ key: "scopes", content: state.scopes, build }]);
}
