/** The guided first visit: what to try next, what came of the last thing, and where to go from there. */

import { say } from "./announcer.js";
import * as api from "./api.js";
import { el, hidden, icon, reconcile } from "./dom.js";
import { remembered } from "./memory.js";
import { state } from "./store.js";

const KEPT = "kudoscope-visit";

/** What this browser knows of the visit: whether it was closed or folded. */
let mine = { closed: false, folded: false };
/** Whether the card is folded until there is news, to make way for what it led to. */
let makesWay = false;
/** The keys of the steps that were done at the last look, and how far all was then. */
let before = null;
/** What came of the step that was done last. */
let happened = "";
let hands = {};

const at = (id) => document.getElementById(id);

function recall() {
  const known = JSON.parse(remembered((storage) => storage.getItem(KEPT)) ?? "null");
  // Another visit begins anew.
  if (known?.id === state.tour.id) mine = known;
}

function change(what) {
  mine = { ...mine, ...what, id: state.tour.id };
  remembered((storage) => storage.setItem(KEPT, JSON.stringify(mine)));
  draw();
}

const reachedOf = (step) => state.progress.reached[step.key] ?? 0;
const isFolded = () => mine.folded || makesWay;
const isDone = (step) => reachedOf(step) >= step.parts.length;
const isBehind = (step) => isDone(step) || state.progress.skipped.includes(step.key);

/** What is to be tried now: a step and its part, or nothing when all is behind one. */
function next() {
  const step = state.tour.steps.find((one) => !isBehind(one));
  return step && { step, part: step.parts[reachedOf(step)] };
}

/** Whether the visit is there and goes on. */
export const isGuided = () => Boolean(state.tour) && !mine.closed;

const numberOf = (step) => state.tour.steps.indexOf(step) + 1;

function dots() {
  const current = next()?.step;
  const kind = (step) => (isDone(step) ? "done" : step === current ? "now" : "");
  return el("span", { class: "tour-dots", "aria-hidden": "true" }, state.tour.steps.map((step) => el("i", { class: kind(step) })));
}

function button(label, action, click, look = "button small") {
  return el("button", { type: "button", class: look, "data-action": `tour-${action}`, click }, label);
}

function show(place, step) {
  // On a phone the card makes way for what it leads to.
  makesWay = hands.isNarrow();
  draw();
  hands.show({ ...place, at: place.is_found ? state.progress.found[step.key] : null });
}

function head(count) {
  const folded = isFolded();
  const turn = () => {
    makesWay = false;
    change({ folded: !folded });
  };
  const fold = folded ? "Unfold the guided visit" : "Fold the guided visit";
  return el(
    "div",
    { class: "tour-head" },
    el("p", { class: "tour-count" }, count, dots()),
    folded && el("p", { class: "tour-line", "aria-hidden": "true" }, next()?.step.title ?? "Where to go next"),
    el(
      "button",
      { type: "button", class: "plain", "data-action": "tour-fold", "aria-expanded": String(!folded), "aria-label": fold, click: turn },
      icon(folded ? "unfold" : "fold"),
    ),
    el("button", { type: "button", class: "plain", "data-action": "tour-close", click: close }, icon("close"), hidden("Leave the guided visit")),
  );
}

function close() {
  change({ closed: true });
  say("You have left the guided visit. It goes on where you are with the button “Guided visit”.");
  const button = at("resume").querySelector("button");
  (button?.checkVisibility() ? button : at("messages")).focus();
}

function stepBody({ step, part }) {
  return [
    el("h2", {}, step.title),
    el("p", {}, part.words),
    el(
      "div",
      { class: "tour-ways" },
      button(part.label, "show", () => show(part.show, step), "button small primary"),
      button("Skip this", "skip", () => api.skipStep(step.key), "plain"),
    ),
  ];
}

function endBody() {
  return [
    el("h2", {}, "Where to go next"),
    el("p", {}, state.tour.farewell),
    el("div", { class: "tour-ways" }, state.tour.ways.map((way, index) => button(way.label, `way-${index}`, () => show(way.show)))),
  ];
}

function card() {
  const now = next();
  const count = now ? `Step ${numberOf(now.step)} of ${state.tour.steps.length}` : "Your first visit";
  const news = happened && el("p", { class: "tour-happened" }, icon("done"), el("span", {}, happened));
  const opening = now && !state.tour.steps.some(isBehind) && el("p", { class: "tour-welcome" }, state.tour.welcome);
  return el(
    "div",
    { class: isFolded() ? "tour-card folded" : "tour-card" },
    head(count),
    !isFolded() && el("div", { class: "tour-body" }, news || opening, now ? stepBody(now) : endBody()),
  );
}

/** The card as somebody hears it who does not see it. */
function inWords() {
  const now = next();
  const words = now ? `Next: ${now.step.title}. ${now.part.words}` : state.tour.farewell;
  return [happened && `Done. ${happened}`, words].filter(Boolean).join(" ");
}

function draw() {
  at("tour").hidden = !isGuided();
  const content = [mine, makesWay, state.progress, happened];
  reconcile(at("tour"), isGuided() ? [{ key: "tour", content, build: card }] : []);
  const count = state.tour.steps.filter(isBehind).length;
  const resume = () =>
    button(`Guided visit · ${count} of ${state.tour.steps.length}`, "resume", () => {
      change({ closed: false, folded: false });
      hands.drawn();
      at("tour").querySelector("[data-action=tour-show], [data-action^=tour-way]")?.focus();
    });
  reconcile(at("resume"), mine.closed ? [{ key: "resume", content: count, build: resume }] : []);
}

/** Note what was done since the last look, and say what came of it and what comes next. */
function follow() {
  const done = new Set(state.tour.steps.filter(isDone).map((step) => step.key));
  const seen = JSON.stringify(state.progress);
  const isNew = before !== null && seen !== before.seen;
  const fresh = state.tour.steps.filter((step) => done.has(step.key) && before && !before.has(step.key));
  before = Object.assign(done, { seen });
  if (!isNew || mine.closed) return false;
  happened = fresh.map((step) => step.happened).join(" ");
  makesWay = false;
  return true;
}

/**
 * Draw the visit, and answer with what is to be said of it; tools are show(place), drawn() and
 * isNarrow().
 */
export function showTour(tools) {
  if (!state.tour) return "";
  if (before === null) recall();
  hands = tools;
  const isNew = follow();
  draw();
  return isNew ? inWords() : "";
}
