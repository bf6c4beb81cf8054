/** What the page knows: the people, who one is, the conversations, and the address that names them. */

export const state = {
  workspace: { id: "", name: "", domain: "" },
  people: new Map(),
  commands: [],
  /** What the app offers in menus, and the steps that it has for workflows. */
  shortcuts: [],
  functions: [],
  /** The user groups, by id. */
  groups: new Map(),
  /** The scopes that may be withheld from the app, as {scope, granted}. */
  scopes: [],
  me: null,
  conversations: [],
  current: null,
  /** The ts of the message whose thread is open, if any. */
  thread: null,
  /** The moments that one may jump to, as {key, label}. */
  moments: [],
  /** The guided first visit as the sandbox tells it, and how far somebody is in it. */
  tour: null,
  progress: { reached: {}, skipped: [], found: {} },
  /** The seconds by which the sandbox's clock is ahead of the browser's. */
  ahead: 0,
};

export const nameOf = (person) => person.display_name || person.real_name || person.name;

export const isHuman = (person) => !person.is_bot && !person.is_app && !person.deleted;

export const theApp = () => [...state.people.values()].find((person) => person.is_app);

export const appName = () => (theApp() ? nameOf(theApp()) : "the app");

export const findConversation = (id) => state.conversations.find((one) => one.id === id);

/** Whether one may write there: as a member, while it is open, and where the app takes words. */
export const isWritable = (conversation) => Boolean(conversation?.is_member && !conversation.archived && !conversation.read_only);

/** A conversation as people call it: the channel's name, or the others who are in it. */
export function titleOf(conversation) {
  if (conversation.kind === "im") {
    const other = state.people.get(conversation.with);
    return other ? nameOf(other) + (other === state.me ? " (you)" : "") : conversation.id;
  }
  if (conversation.kind === "group") {
    const others = conversation.member_ids.filter((id) => id !== state.me.id);
    return others.map((id) => (state.people.has(id) ? nameOf(state.people.get(id)) : id)).join(", ");
  }
  return conversation.name;
}

/** The address says who one is and where, so that a reload, a bookmark and "back" stay there. */
export const address = (as, conversation, { tab, thread, at } = {}) =>
  `#as=${as}${conversation ? `&in=${conversation}` : ""}${tab === "home" ? "&tab=home" : ""}` +
  `${thread ? `&thread=${thread}` : ""}${at ? `&at=${at}` : ""}`;

export function readAddress() {
  const fields = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(["as", "in", "tab", "thread", "at"].map((name) => [name, fields.get(name)]));
}

/** A moment in words, in the zone of the person that one is. */
export const format = (timestamp, options) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: state.me.tz || "UTC", ...options }).format(
    new Date(Number(timestamp) * 1000),
  );

/** Times are read in the zone of the person that one is. */
export const timeOf = (ts) => format(ts, { hour: "2-digit", minute: "2-digit" });

/** The sandbox's time, in seconds. */
const presentTime = () => Date.now() / 1000 + state.ahead;

/** What time it is, for the person that one is. */
export const sayNow = () =>
  format(presentTime(), { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export function dayOf(ts) {
  const full = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const day = format(ts, full);
  const now = presentTime();
  if (day === format(now, full)) return "Today";
  return day === format(now - 86400, full) ? "Yesterday" : day;
}
