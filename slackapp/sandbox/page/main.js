/** The page: follows the address, keeps up with events, and lets each part draw itself. */

import { say } from "./announcer.js";
import * as api from "./api.js";
import { showClock } from "./clock.js";
import { Composer } from "./composer.js";
import { showDetails, showHeader } from "./details.js";
import { el, icon, reconcile } from "./dom.js";
import { menuButton } from "./menu.js";
import { hear } from "./hearing.js";
import { inWords, showMessages } from "./messages.js";
import { showPermissions } from "./permissions.js";
import { pathfinder } from "./pathfinder.js";
import { isAtEnd, stayAtEnd } from "./reading.js";
import { fillSwitcher, showConversations } from "./sidebar.js";
import { address, findConversation, isHuman, readAddress, state, theApp, titleOf } from "./store.js";
import { Thread } from "./thread.js";
import { composerSections, hasShortcuts } from "./tools.js";
import { showTour } from "./tour.js";
import { Modal, showHome, showTabs } from "./views.js";
import { emptyState, showFirstSteps } from "./welcome.js";
import { Workflow } from "./workflow.js";

const at = (id) => document.getElementById(id);
const app = document.querySelector(".app");
const messages = at("messages");
// The same widths as in style.css.
const wide = matchMedia("(min-width: 1100px)");
const narrow = matchMedia("(max-width: 719px)");

let stopFollowing = () => {};
let detailsOpen = wide.matches;
let shown = { where: "", last: 0 };

const workflow = new Workflow(at("workflow"));
const shortcuts = menuButton(
  { class: "tool", hidden: true, title: "Shortcuts" },
  "Shortcuts",
  () => composerSections(refused, (step) => workflow.open(step)),
  icon("bolt"),
);
const composer = new Composer(at("composer-form"), () => refresh(), { extra: shortcuts });
const reply = new Composer(at("thread-form"), () => refresh(), { prefix: "thread-" });
const thread = new Thread(at("thread"), reply, () => turnTo(null));
const fill = (...parts) => composer.fill(...parts);
const refused = (what, error) => (state.thread ? reply : composer).refused(what, error);

/** Open the thread that hangs at a message, or close the one that is open. */
function turnTo(ts) {
  const opener = state.thread;
  location.hash = address(state.me.id, state.current.id, { thread: ts });
  if (!ts) document.querySelector(`#messages [data-ts="${opener}"] [data-action]`)?.focus();
}

const hands = { refused, announce, openThread: turnTo };

const modal = new Modal(at("modal"));
// Whose Home the app was last told of, so that it hears of each look once.
let homeOf = "";

/** Draw the tabs and the Home of the app's own conversation, and the modal over everything. */
async function drawViews(person, wanted) {
  const isApp = state.current?.with === theApp()?.id;
  const tab = isApp && wanted.tab === "home" ? "home" : "messages";
  at("tabs").hidden = !isApp;
  if (isApp) showTabs(at("tabs"), tab, (name) => address(person.id, state.current.id, { tab: name }));
  at("home").hidden = tab !== "home";
  for (const id of ["messages", "first-steps", "composer-form"]) at(id).hidden = tab === "home";
  const look = tab === "home" ? person.id : "";
  if (look && look !== homeOf) api.openHome(person.id);
  homeOf = look;
  const { modal: open, home: shown } = await api.views(person.id);
  if (person !== state.me) return;
  if (tab === "home") showHome(at("home"), shown, refused);
  modal.show(open);
}

const actions = {
  goBack: () => view("list"),
  toggleDetails() {
    detailsOpen = !detailsOpen;
    drawFrame();
    // The button that was pressed may be gone: the keyboard goes on at its counterpart.
    document.querySelector(detailsOpen ? "[data-action=close]" : "[data-action=members]").focus();
  },
  async addApp() {
    const answer = await api.inviteApp(state.me.id, state.current.id);
    if (!answer.ok) refused("That", answer.error);
    await refresh();
  },
  async openWith(person) {
    const answer = await api.open(state.me.id, person);
    if (!answer.ok) return refused("That", answer.error);
    if (!wide.matches) detailsOpen = false;
    location.hash = address(state.me.id, answer.id);
    view("conversation");
  },
};

const clockTools = {
  announce: say,
  refused,
  refresh() {
    // A Home that was drawn before tells of what was to come by now.
    homeOf = "";
    return refresh();
  },
};

const tourTools = {
  show: pathfinder({ composer, refresh, view }),
  drawn: refresh,
  isNarrow: () => narrow.matches,
};

/** On a phone, show the list or the conversation; the keyboard goes along. */
function view(name) {
  app.dataset.view = name;
  markMain();
  if (!narrow.matches) return;
  const target = name === "list" ? app.querySelector(".sidebar [aria-current]") : messages;
  target?.focus({ preventScroll: true });
}

/** Where the list stands alone, it is what the page is mainly about. */
function markMain() {
  const isAlone = narrow.matches && app.dataset.view === "list";
  if (isAlone) at("side").setAttribute("role", "main");
  else at("side").removeAttribute("role");
}

function drawFrame() {
  markMain();
  app.dataset.details = state.thread ? "thread" : detailsOpen ? "open" : "closed";
  shortcuts.hidden = !hasShortcuts();
  at("switcher").value = state.me.id;
  showClock(at("clock"), clockTools);
  showPermissions(at("permissions"), clockTools);
  showConversations(at("conversations"), actions.openWith);
  showHeader(at("conversation-header"), detailsOpen, actions);
  showDetails(at("details"), actions);
  showFirstSteps(at("first-steps"), fill);
  composer.show();
  document.title = state.current ? `${titleOf(state.current)} · Kudoscope sandbox` : "Kudoscope sandbox";
}

/** Draw messages; stay at the newest one unless somebody is reading further up. */
function drawMessages(answer) {
  const where = address(state.me.id, state.current.id);
  const moved = where !== shown.where;
  if (moved) messages.replaceChildren();
  const atEnd = moved || isAtEnd(messages);
  const list = answer.messages ?? [];
  if (answer.error) showNote("closed", () => el("p", { class: "empty" }, "Only members can read this conversation."));
  else if (!list.length) showNote("empty", () => emptyState(fill));
  else showMessages(messages, list, hands);
  messages.setAttribute("aria-label", `Messages in ${titleOf(state.current)}`);
  hear(where, list);
  const last = Math.max(0, ...list.map((message) => Number(message.ts)));
  // What I said, and what I alone was answered.
  const mine = (list.at(-1)?.user === state.me.id || list.at(-1)?.ephemeral) && last > shown.last;
  if (atEnd || mine) messages.scrollTop = messages.scrollHeight;
  shown = { where, last };
}

/** What stands in place of messages; it stays while it says the same. */
const showNote = (key, build) => reconcile(messages, [{ key, content: [state.current, state.me.id], build }]);

function announce(news) {
  const words = news.filter((message) => message.user !== state.me.id).map(inWords);
  if (words.length) say(words.join(" "));
}

let turn = 0;
// What the visit has to say after the messages; it outlives a look that is overtaken by the next.
let untold = "";
// The ts of a message that a link led to, until it is shown.
let sought = null;

/** Load and draw what the address names; an answer that comes after the next turn is dropped. */
async function load() {
  const mine = ++turn;
  let asked = location.hash;
  // A press changes the address at once, and is told of later: what is in between must not undo it.
  const overtaken = () => mine !== turn || location.hash !== asked;
  const wanted = readAddress();
  sought = wanted.at ?? sought;
  const person = state.people.get(wanted.as) ?? state.people.get(state.tour?.person) ?? [...state.people.values()].find(isHuman);
  if (person !== state.me) becomeSomeone(person);
  const { conversations, now, ...told } = await api.conversations(person.id);
  if (overtaken()) return;
  state.ahead = now - Date.now() / 1000;
  Object.assign(state, told);
  const before = findConversation(wanted.in);
  state.conversations = conversations;
  state.current = findConversation(wanted.in) ?? counterpart(before) ?? home();
  // It is being read.
  if (state.current) Object.assign(state.current, { unread: 0, mentions: 0 });
  // A thread belongs to the conversation that the address names.
  state.thread = state.current?.id === wanted.in && wanted.tab !== "home" ? wanted.thread : null;
  drawFrame();
  if (!state.current) return markDrawn(person);
  const where = address(person.id, state.current.id, { tab: wanted.tab, thread: state.thread });
  if (where !== location.hash) history.replaceState(null, "", where);
  asked = location.hash;
  untold = showTour(tourTools) || untold;
  await drawViews(person, wanted);
  if (overtaken()) return;
  const answer = await api.messages(person.id, state.current.id);
  if (overtaken()) return;
  drawMessages(answer);
  markDrawn(person);
  await thread.show(state.thread, hands);
  say(untold);
  untold = "";
  showSought();
}

/** Say that what is shown is theirs, unless somebody else has been chosen meanwhile. */
function markDrawn(person) {
  if (readAddress().as === person.id) messages.ariaBusy = null;
}

/** Go to the message that a link led to, once it is drawn. */
function showSought() {
  const message = sought && document.querySelector(`[data-ts="${CSS.escape(sought)}"]`);
  if (!message) return;
  sought = null;
  message.tabIndex = -1;
  const isLong = message.offsetHeight > messages.clientHeight / 2;
  message.scrollIntoView({ block: isLong ? "start" : "center" });
  message.focus({ preventScroll: true });
}

/**
 * A direct conversation of whom one was is, for whom one is now, the one with the same person: the
 * list may not yet be redrawn when one of its links is pressed.
 */
const counterpart = (before) =>
  before?.kind === "im" ? state.conversations.find((one) => one.kind === "im" && one.with === before.with) : null;

/** Where somebody begins who named no conversation, or one that is not theirs to see. */
const home = () =>
  findConversation(state.tour?.channel) ?? state.conversations.find((one) => one.is_member && !one.archived) ?? null;

function becomeSomeone(person) {
  state.me = person;
  stopFollowing();
  stopFollowing = api.follow(person.id, {
    onEvent: refresh,
    onState(connected) {
      at("offline").hidden = connected;
      // Whatever happened while the line was cut is fetched now.
      if (connected) refresh();
    },
  });
}

let latest = null;

/** Load again; when the sandbox is away, say so, and the event stream tells when it is back. */
async function refresh() {
  latest = load().catch((error) => {
    if (!(error instanceof api.Unreachable)) throw error;
    at("offline").hidden = false;
  });
  // A look that is overtaken is over when the next one is.
  for (let seen = null; seen !== latest; await seen) seen = latest;
}

async function start() {
  const { workspace, people, groups, ...offered } = await api.boot();
  state.workspace = workspace;
  state.people = new Map(people.map((person) => [person.id, person]));
  state.groups = new Map(groups.map((group) => [group.id, group]));
  Object.assign(state, offered);
  at("workspace-name").textContent = at("narrow-title").textContent = workspace.name;
  at("workspace-domain").textContent = `${workspace.domain} · sandbox`;
  fillSwitcher(at("switcher"));
  at("switcher").addEventListener("change", (event) => {
    // Until it is redrawn, it is what somebody else has read.
    messages.ariaBusy = "true";
    location.hash = address(event.target.value, state.current?.id);
  });
  at("conversations").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey) return;
    // A list that is not yet redrawn for the next person must not bring the last one back.
    event.preventDefault();
    location.hash = address(readAddress().as, link.dataset.action);
    view("conversation");
  });
  at("details").addEventListener("keydown", (event) => {
    if (event.key === "Escape") actions.toggleDetails();
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    at("composer").focus();
  });
  stayAtEnd(messages);
  addEventListener("hashchange", refresh);
  narrow.addEventListener("change", markMain);
  wide.addEventListener("change", () => {
    detailsOpen = wide.matches;
    drawFrame();
  });
  await refresh();
}

start();
