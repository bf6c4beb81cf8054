/** What time it is in the sandbox, and the buttons that let time pass. */

import * as api from "./api.js";
import { el, reconcile } from "./dom.js";
import { nameOf, sayNow, state } from "./store.js";

/** The seconds between looks at the clock. */
const EVERY = 10;

let isPassing = false;

/** A zone's town, as people say it. */
const placeOf = (person) => (person.tz || "UTC").split("/").at(-1).replaceAll("_", " ");

const draw = (container) => {
  container.querySelector("summary").textContent = `${sayNow()} · ${isPassing ? "time passes …" : "let time pass"}`;
  container.setAttribute("aria-busy", String(isPassing));
};

async function jump(container, moment, { announce, refused, refresh }) {
  if (isPassing) return;
  isPassing = true;
  draw(container);
  announce(`Time passes until then: ${moment.label}.`);
  const answer = await api.jump(state.me.id, moment.key);
  isPassing = false;
  if (!answer.ok) refused("That", answer.error);
  await refresh();
  draw(container);
  if (answer.ok) announce(`It is ${sayNow()}.`);
}

/** Draw the clock, where it is anybody's to move; `tools` are announce, refused and refresh. */
export function showClock(container, tools) {
  container.hidden = !state.moments.length;
  if (!container.children.length) {
    container.append(el("summary"), el("p", { class: "note" }), el("ul", { "aria-label": "Let time pass until" }));
    setInterval(() => draw(container), EVERY * 1000);
  }
  draw(container);
  container.querySelector(".note").textContent = `In ${placeOf(state.me)}, where ${nameOf(state.me)} is. Until when?`;
  const look = (moment) => ({ type: "button", "data-action": `moment-${moment.key}`, click: () => jump(container, moment, tools) });
  const items = state.moments.map((moment) => ({
    key: moment.key,
    content: [moment.label],
    build: () => el("li", {}, el("button", look(moment), moment.label)),
  }));
  reconcile(container.querySelector("ul"), items);
}
