/** What the composer offers while somebody types: commands after "/", people after "@", channels after "#". */

import { escape } from "./mrkdwn.js";
import { nameOf, state } from "./store.js";

const MOST = 8;

const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A pattern that finds every label of the mentions in a text, or null when there are none. */
export function labelPattern(mentions) {
  if (!mentions.size) return null;
  const labels = [...mentions.keys()].sort((a, b) => b.length - a.length).map(literal);
  return new RegExp(`(${labels.join("|")})(?![\\p{L}\\p{N}])`, "gu");
}

/** The text as Slack receives it: escaped, with "<@U123|ben>" where a mention was chosen. */
export function encode(text, mentions) {
  const pattern = labelPattern(mentions);
  if (!pattern) return escape(text);
  return text
    .split(pattern)
    .map((part, index) => (index % 2 ? mentions.get(part) : escape(part)))
    .join("");
}

/** How a person stands in the text: by the shortest name that nobody else in it has. */
export function personMention(person, mentions) {
  const token = `<@${person.id}|${person.name}>`;
  const names = [nameOf(person), person.real_name, person.name].filter(Boolean);
  const free = (label) => !mentions.has(label) || mentions.get(label) === token;
  return { label: names.map((name) => `@${name}`).find(free) ?? `@${person.id}`, token };
}

/** 0 when some name begins so, 1 when a later word does, 2 when it is inside, -1 when nowhere. */
function closeness(names, query) {
  const low = names.filter(Boolean).map((name) => name.toLowerCase());
  if (low.some((name) => name.startsWith(query))) return 0;
  if (low.some((name) => name.split(/[\s.-]+/).some((word) => word.startsWith(query)))) return 1;
  return low.some((name) => name.includes(query)) ? 2 : -1;
}

function best(candidates, namesOf, query) {
  return candidates
    .map((one) => ({ one, rank: closeness(namesOf(one), query.toLowerCase()) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ one }) => one);
}

function people(query, mentions) {
  const members = new Set(state.current?.member_ids);
  // Colleagues of this conversation come first; oneself and the bots are seldom meant.
  const distance = (person) => {
    if (person.is_bot || person.is_app) return 3;
    if (person === state.me) return 2;
    return members.has(person.id) ? 0 : 1;
  };
  const candidates = [...state.people.values()]
    .filter((person) => !person.deleted)
    .sort((a, b) => distance(a) - distance(b));
  return best(candidates, (p) => [p.display_name, p.real_name, p.name], query).map((person) => ({
    person,
    name: nameOf(person) + (person === state.me ? " (you)" : ""),
    detail: person.title || person.real_name,
    ...personMention(person, mentions),
  }));
}

const BROADCASTS = [
  { name: "here", detail: "Everyone who is active here" },
  { name: "channel", detail: "Everyone in this channel" },
].map((one) => ({ ...one, label: `@${one.name}`, token: `<!${one.name}>` }));

function groups(query) {
  return best([...state.groups.values()], (one) => [one.handle, one.name], query).map((one) => ({
    name: `@${one.handle}`,
    detail: `${one.name} · ${one.member_ids.length} people`,
    label: `@${one.handle}`,
    token: `<!subteam^${one.id}|@${one.handle}>`,
  }));
}

function channels(query) {
  const named = state.conversations.filter((one) => one.kind === "public" || one.kind === "private");
  return best(named, (one) => [one.name], query).map((one) => ({
    name: `#${one.name}`,
    detail: one.topic,
    label: `#${one.name}`,
    token: `<#${one.id}|${one.name}>`,
  }));
}

function commands(query) {
  return best(state.commands, (one) => [one.command.slice(1)], query).map((one) => ({
    name: one.command,
    detail: [one.usage_hint, one.description].filter(Boolean).join(" · "),
    label: one.command,
  }));
}

/** What to offer for the text before the caret: {start, options}, or null. Options without a token are plain words. */
export function suggest(before, mentions) {
  const command = /^\/(\S*)$/.exec(before);
  if (command) return offered(0, commands(command[1]));
  const trigger = /(?<=^|[\s(,])([@#])([^\s@#]*(?: [^\s@#]+)?)$/.exec(before);
  if (!trigger) return null;
  const [whole, sign, query] = trigger;
  // A mention that was chosen is finished: what follows it are words of the message.
  const done = labelPattern(mentions)?.exec(whole);
  if (done?.index === 0) return null;
  if (sign === "#") return offered(trigger.index, channels(query));
  const everyone = query ? BROADCASTS.filter((one) => one.name.startsWith(query)) : [];
  return offered(trigger.index, [...people(query, mentions), ...groups(query), ...everyone]);
}

const offered = (start, options) => (options.length ? { start, options } : null);
