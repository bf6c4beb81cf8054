/** What helps a newcomer: the strip of first steps, and a helpful line where nothing was said yet. */

import { el, hidden, icon } from "./dom.js";
import { remembered } from "./memory.js";
import { appName, isHuman, isWritable, nameOf, state, theApp, titleOf } from "./store.js";
import { isGuided } from "./tour.js";

const DISMISSED = "kudoscope-first-steps-dismissed";

/** Somebody to thank: a colleague in this conversation, or else any colleague. */
function colleague() {
  const fits = (person) => person && isHuman(person) && !person.stranger && person !== state.me;
  const here = state.current.member_ids.map((id) => state.people.get(id)).find(fits);
  return here ?? [...state.people.values()].find(fits);
}

/** The first things to try, as {words, parts}: what is read, and what goes into the composer. */
function steps() {
  const person = colleague();
  const thanks = person && {
    words: `/kudos @${nameOf(person)} empathy`,
    parts: ["/kudos ", person, " empathy"],
  };
  const plain = ["/kudos list", "/kudos help"].map((words) => ({ words, parts: [words] }));
  return [thanks, ...plain].filter(Boolean);
}

const stepButtons = (fill) =>
  steps().map(({ words, parts }) =>
    el("button", { type: "button", class: "step", click: () => fill(...parts) }, words),
  );

/** Draw the strip above the composer, unless one is shown around, dismissed it, or cannot write. */
export function showFirstSteps(container, fill) {
  if (!isWritable(state.current) || isGuided() || remembered((storage) => storage.getItem(DISMISSED))) return container.replaceChildren();
  if (container.dataset.shown === `${state.me.id} ${state.current.id}` && container.children.length) return;
  container.dataset.shown = `${state.me.id} ${state.current.id}`;
  const dismiss = () => {
    remembered((storage) => storage.setItem(DISMISSED, "yes"));
    container.replaceChildren();
  };
  container.replaceChildren(
    el(
      "section",
      { class: "first-steps", "aria-label": "First steps" },
      el("span", { class: "try" }, "Try:"),
      el("div", { class: "steps" }, stepButtons(fill)),
      el("button", { type: "button", class: "plain", click: dismiss }, icon("close"), hidden("Dismiss first steps")),
    ),
  );
}

function emptyWords() {
  const { current } = state;
  if (current.kind === "im" && current.with === theApp()?.id) {
    return [
      `This is between you and ${appName()}`,
      "What concerns you alone is told here. Thank a colleague with /kudos in any channel, or at Home.",
    ];
  }
  const title = titleOf(current);
  if (current.kind === "im" || current.kind === "group") {
    return [`Nothing said yet between you and ${title}`, "Write below. Nobody else can read it."];
  }
  return [`#${title} is still quiet`, "Say hello, or be the first to thank somebody."];
}

/** What stands where no message is. */
export function emptyState(fill) {
  const [title, words] = emptyWords();
  return el(
    "div",
    { class: "empty" },
    el("span", { class: "avatar mark", "aria-hidden": "true" }),
    el("h3", {}, title),
    el("p", {}, words),
    isWritable(state.current) && el("div", { class: "steps" }, stepButtons(fill)),
  );
}
